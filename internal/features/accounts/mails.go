package accounts

import (
	"net/netip"
	"time"

	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/secret"
)

// The mails hold nothing that the person who signed up wrote: they go to an
// address that nobody has confirmed, and must not carry a stranger's words.

// verifyMail says when and from where, so that whoever gets several can tell
// his own: each link makes the account with the password of its own sign-up.
func (a *Accounts) verifyMail(plain secret.Secret, at time.Time, from netip.Addr) mail.Message {
	asker := ""
	if from.IsValid() {
		asker = from.String()
	}
	return mail.Message{
		Kind: "auth.verify", Subject: "Confirm your address for TaskFlow",
		Text: "Somebody signed up to TaskFlow with this address, on " + mail.Origin(at, asker) + ".\n\n" +
			"If it was you, open this link within 24 hours; it works once:\n\n" +
			a.BaseURL + "/verify?token=" + plain.Reveal() + "\n\n" +
			"If you didn't ask for this, ignore this mail and don't open the link: it would make an account with the\n" +
			"password that somebody else has chosen. Without it there is no account.\n\n" +
			"If you got more than one of these mails, open the one of your own sign-up, by its time and its address:\n" +
			"each link makes the account with the password that was chosen with it. If you signed up more than once,\n" +
			"take the newest.\n",
	}
}

func (a *Accounts) existsMail() mail.Message {
	return mail.Message{
		Kind: "auth.signup-notice", Subject: "You already have a TaskFlow account",
		Text: "Somebody tried to sign up to TaskFlow with this address, which has an account already.\n\n" +
			"If it was you, sign in instead:\n\n" +
			a.BaseURL + "/login\n\n" +
			"If it wasn't you, there is nothing to do: nothing about your account has changed.\n",
	}
}
