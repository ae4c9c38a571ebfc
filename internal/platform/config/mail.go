package config

import (
	"errors"
	"net/url"
	"strings"

	"github.com/alecthomas/kong"

	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/secret"
)

// MailURL is a Secret whose file:DIR is a place for mail and not a reference.
type MailURL struct{ secret.Secret }

// Decode implements kong.MapperValue.
func (m *MailURL) Decode(ctx *kong.DecodeContext) error {
	if text, ok := ctx.Scan.Peek().Value.(string); ok && strings.HasPrefix(text, "file:") {
		ctx.Scan.Pop()
		m.Secret = secret.New(text)
		return nil
	}
	return m.Secret.Decode(ctx)
}

func (s *Serve) validateMail() error {
	if _, err := mail.ParseAddress(s.MailFrom); err != nil {
		return settingError("mail-from", err.Error())
	}
	target, err := s.mailTarget()
	if err != nil {
		return settingError("mail-password", err.Error())
	}
	if !target.IsSet() {
		return nil
	}
	if err := mail.CheckURL(target.Reveal()); err != nil {
		return settingError("mail", err.Error())
	}
	return nil
}

// MailTarget is --mail with its password, ready for mail.Open; not set means no mail.
func (s *Serve) MailTarget() secret.Secret {
	target, _ := s.mailTarget() // Validate has refused what doesn't fit
	return target
}

func (s *Serve) mailTarget() (secret.Secret, error) {
	if !s.MailPassword.IsSet() {
		return s.Mail.Secret, nil
	}
	merged, err := withPassword(s.Mail.Reveal(), s.MailPassword.Reveal())
	return secret.New(merged), err
}

var errNoMailUser = errors.New("needs --mail with a user and without a password of its own")

func withPassword(mailURL, password string) (string, error) {
	u, err := url.Parse(mailURL)
	if err != nil || u.User == nil || u.User.Username() == "" {
		return "", errNoMailUser
	}
	if _, set := u.User.Password(); set {
		return "", errNoMailUser
	}
	u.User = url.UserPassword(u.User.Username(), password)
	return u.String(), nil
}
