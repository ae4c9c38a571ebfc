package emailchange

import (
	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/mail"
)

// The mails to a new address hold nothing of the account that asked: it may be mistyped, and
// be a stranger's. That to the present address names the new one, which is an address by its
// form and nothing else. A link's token stands behind a #: it reaches the page and no
// server's log.

func (e *EmailChange) oldMail(to mail.Address, r request) mail.Message {
	return mail.Message{
		To: to, Kind: "auth.email-change", Subject: "Confirm the new address of your TaskFlow account",
		Text: "Somebody who is signed in to your TaskFlow account asked to change its address, on " + mail.Origin(r.at, r.From) + ", to:\n\n" +
			r.to.Email + "\n\n" +
			"If it was you, open this link within 15 minutes and confirm; it works once:\n\n" +
			e.BaseURL + "/email-change/old#" + r.Old + "\n\n" +
			"The address changes once the link that was mailed to the new address is used too.\n\n" +
			"If it wasn't you, somebody else is signed in to your account. Open the same link and say so: that stops the change and\n" +
			"signs everybody out. Then set another password.\n" +
			"Give the link to nobody.\n",
	}
}

func (e *EmailChange) newMail(r request) mail.Message {
	return mail.Message{
		To: r.to, Kind: "auth.email-change", Subject: "Confirm your new address for TaskFlow",
		Text: "Somebody asked to use this address for a TaskFlow account, on " + mail.Origin(r.at, r.From) + ".\n\n" +
			"If it was you, open this link within 15 minutes and confirm; it works once:\n\n" +
			e.BaseURL + "/email-change/new#" + r.New + "\n\n" +
			"The address changes once the link that was mailed to the present address is used too.\n\n" +
			"If it wasn't you, ignore this mail and don't open the link: without it nothing will change.\n",
	}
}

// ownedMail is for whoever has the address already. It says nothing of who asked.
func (e *EmailChange) ownedMail(to mail.Address) mail.Message {
	return mail.Message{
		To: to, Kind: "auth.email-change-notice", Subject: "Your address is in use for TaskFlow",
		Text: "Somebody asked to use this address for another TaskFlow account. It is your account's, and stays so.\n\n" +
			"If it was you, this is the account that has it:\n\n" +
			e.BaseURL + "/login\n\n" +
			"If it wasn't you, there is nothing to do: nothing about your account has changed.\n",
	}
}

// changedMails tell both addresses (ASVS 5.0 6.3.7).
func (e *EmailChange) changedMails(before, now accounts.Account) []mail.Message {
	const subject, kind = "The address of your TaskFlow account was changed", "auth.email-changed"
	return []mail.Message{
		{
			To: mail.Address{Name: before.Name, Email: before.Email}, Kind: kind, Subject: subject,
			Text: "The address of your TaskFlow account is no longer this one but:\n\n" + now.Email + "\n\n" +
				"Links in both mailboxes have confirmed it. Everybody was signed out but who asked for it, and nothing more is mailed here.\n\n" +
				"If it wasn't you, somebody reads your mail: secure your mailbox first, then tell the people who run your TaskFlow at once.\n",
		},
		{
			To: mail.Address{Name: now.Name, Email: now.Email}, Kind: kind, Subject: subject,
			Text: "This is the address of your TaskFlow account now. Links in both mailboxes have confirmed it. Sign in with it from now on:\n\n" +
				e.BaseURL + "/login\n",
		},
	}
}
