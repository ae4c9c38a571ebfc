package recovery

import (
	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/secret"
)

// The mails say when and from where a link was asked for, so that whoever didn't ask
// knows, and hold nothing that a stranger wrote. A link's token stands behind a #: it
// reaches the page and no server's log.

func (r *Recovery) message(who accounts.Confirmed, wanted asked, plain secret.Secret) mail.Message {
	switch {
	case wanted.Purpose == toSignIn:
		return r.magicMail(wanted, plain)
	case !who.HasPassword:
		return r.noPasswordMail(wanted)
	}
	return r.resetMail(wanted, plain)
}

func (w asked) origin() string { return mail.Origin(w.At, w.From) }

func (r *Recovery) resetMail(wanted asked, plain secret.Secret) mail.Message {
	return mail.Message{
		Kind: "auth.password-reset", Subject: "Set another password for TaskFlow",
		Text: "Somebody asked to set another password for your TaskFlow account, on " + wanted.origin() + ".\n\n" +
			"If it was you, open this link within 15 minutes; it works once:\n\n" +
			r.BaseURL + "/reset#" + plain.Reveal() + "\n\n" +
			"If it wasn't you, ignore this mail: nothing about your account has changed, and without this link nothing will.\n" +
			"Give the link to nobody. Whoever has it can set your password.\n",
	}
}

func (r *Recovery) noPasswordMail(wanted asked) mail.Message {
	return mail.Message{
		Kind: "auth.no-password", Subject: "Your TaskFlow account has no password",
		Text: "Somebody asked to set another password for your TaskFlow account, on " + wanted.origin() + ".\n\n" +
			"Your account has no password. Sign in as you always do:\n\n" +
			r.BaseURL + "/login\n\n" +
			"If it wasn't you, there is nothing to do: nothing about your account has changed.\n",
	}
}

func (r *Recovery) magicMail(wanted asked, plain secret.Secret) mail.Message {
	return mail.Message{
		Kind: "auth.magic-link", Subject: "Your link to sign in to TaskFlow",
		Text: "Somebody asked for a link to sign in to your TaskFlow account, on " + wanted.origin() + ".\n\n" +
			"If it was you, open this link within 15 minutes, in the browser that you want to sign in with; it works once:\n\n" +
			r.BaseURL + "/magic-link#" + plain.Reveal() + "\n\n" +
			"If it wasn't you, ignore this mail and don't open the link.\n" +
			"Give the link to nobody. Whoever has it can sign in as you.\n",
	}
}

func resetNotice(a accounts.Account) mail.Message {
	return mail.Message{
		To: mail.Address{Name: a.Name, Email: a.Email}, Kind: "auth.password-changed", Subject: "Your TaskFlow password was changed",
		Text: "The password of your TaskFlow account was set anew by a link that was mailed to you, and everybody was signed out.\n\n" +
			"If it wasn't you, somebody reads your mail: secure your mailbox first, then tell the people who run your TaskFlow at once.\n",
	}
}
