package accounts

import (
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/secret"
)

// The mails hold nothing that the person who signed up wrote: they go to an
// address that nobody has confirmed, and must not carry a stranger's words.

func (a *Accounts) verifyMail(plain secret.Secret) mail.Message {
	return mail.Message{
		Kind: "auth.verify", Subject: "Confirm your address for TaskFlow",
		Text: "Somebody signed up to TaskFlow with this address.\n\n" +
			"If it was you, open this link within 24 hours; it works once:\n\n" +
			a.BaseURL + "/verify?token=" + plain.Reveal() + "\n\n" +
			"If it wasn't you, do nothing and don't open the link: without it there is no account.\n" +
			"If you signed up more than once, only the newest of these mails works.\n",
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
