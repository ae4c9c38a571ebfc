package mail

import (
	"crypto/tls"
	"crypto/x509"

	"taskflow/internal/platform/clock"
)

// TrustRoots lets a sender trust the test's own authority.
func TrustRoots(s Sender, roots *x509.CertPool) {
	s.(*smtpSender).roots = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
}

// TLSPolicy names the policy that a URL asks for.
func TLSPolicy(target string) string {
	s, err := parseServer(target)
	if err != nil {
		return err.Error()
	}
	return s.policy.String()
}

// Render writes a message as the folder would.
func Render(m Message) ([]byte, error) {
	return composer{from: Address{Email: "taskflow@localhost"}, clock: clock.System()}.render(m, true)
}
