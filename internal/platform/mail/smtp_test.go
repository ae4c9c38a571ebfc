package mail_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/mail"
)

// sink is a mail server of one connection after the other, which notes what it hears.
type sink struct {
	listener   net.Listener
	extensions []string
	config     *tls.Config
	refuse     string // the command that is answered 550
	heard      chan session
}

type session struct {
	commands  []string
	data      string
	encrypted bool
}

func newSink(t *testing.T, s *sink) *sink {
	t.Helper()
	var err error
	if s.listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.heard = make(chan session, 10)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			s.heard <- s.talk(conn)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = s.listener.Close(); <-done })
	return s
}

func (s *sink) talk(conn net.Conn) (heard session) {
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	_, heard.encrypted = conn.(*tls.Conn)
	reader := bufio.NewReader(conn)
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(conn, format+"\r\n", args...) }
	say("220 sink")
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			return heard
		}
		line = strings.TrimRight(line, "\r\n")
		heard.commands = append(heard.commands, line)
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch {
		case s.refuse != "" && verb == s.refuse:
			say("550 not here")
		case verb == "EHLO":
			say("250-sink")
			for _, extension := range s.extensions {
				say("250-%s", extension)
			}
			say("250 OK")
		case verb == "STARTTLS":
			say("220 go")
			conn = tls.Server(conn, s.config)
			reader, heard.encrypted = bufio.NewReader(conn), true
		case verb == "AUTH":
			say("235 welcome")
		case verb == "DATA":
			say("354 go")
			heard.data = readData(reader)
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return heard
		default:
			say("250 OK")
		}
	}
}

func readData(reader *bufio.Reader) string {
	var data strings.Builder
	for {
		line, err := reader.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return data.String()
		}
		data.WriteString(strings.TrimPrefix(line, "."))
	}
}

func (s *sink) sender(t *testing.T, userinfo, query string, roots *x509.CertPool) mail.Sender {
	t.Helper()
	sender, err := mail.Open("smtp://"+userinfo+s.listener.Addr().String()+query, "taskflow@example.com", clock.System())
	if err != nil {
		t.Fatal(err)
	}
	if roots != nil {
		mail.TrustRoots(sender, roots)
	}
	return sender
}

func TestSMTPDelivers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		extensions []string
		text       string
		encoding   string
	}{
		"ASCII":           {nil, "plain\n.dot\n" + link, "7bit"},
		"eight bits":      {[]string{"8BITMIME", "SMTPUTF8"}, "Grüße\n" + link, "8bit"},
		"seven bits only": {nil, "Grüße\n.dot\n" + link, "quoted-printable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSink(t, &sink{extensions: c.extensions})
			m := message()
			m.Text = c.text
			if err := s.sender(t, "", "", nil).Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			heard := <-s.heard
			all := strings.Join(heard.commands, "\n")
			if !strings.Contains(all, "MAIL FROM:<taskflow@example.com>") || !strings.Contains(all, "RCPT TO:<robin@example.com>") || strings.Contains(all, "SMTPUTF8") {
				t.Errorf("the envelope is wrong:\n%s", all)
			}
			if !strings.Contains(heard.data, "Content-Transfer-Encoding: "+c.encoding+"\r\n") {
				t.Errorf("another encoding than %s:\n%s", c.encoding, heard.data)
			}
			if got := strings.ReplaceAll(textPart(t, heard.data), "\r\n", "\n"); strings.TrimRight(got, "\n") != c.text {
				t.Errorf("the text came as %q", got)
			}
			checkInert(t, heard.data, "")
		})
	}
}

// A server that knows nothing of other letters gets none, on the envelope or in the headers.
func TestSMTPSendsDomainsAsASCII(t *testing.T) {
	t.Parallel()
	s := newSink(t, &sink{})
	m := message()
	m.To.Email = "robin@b\u00fccher.example"
	if err := s.sender(t, "", "", nil).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	heard := <-s.heard
	all := strings.Join(heard.commands, "\n")
	if !strings.Contains(all, "RCPT TO:<robin@xn--bcher-kva.example>") || !strings.Contains(heard.data, "<robin@xn--bcher-kva.example>") ||
		!ascii(all) || strings.Contains(heard.data, "\u00fc") {
		t.Errorf("heard:\n%s\n%s", all, heard.data)
	}
}

func TestSMTPEncryptsWhenItCan(t *testing.T) {
	t.Parallel()
	config, roots := certificate(t)
	s := newSink(t, &sink{extensions: []string{"STARTTLS", "AUTH PLAIN"}, config: config})
	if err := s.sender(t, "robin:pass@", "", roots).Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	heard := <-s.heard
	if !heard.encrypted || !slices.ContainsFunc(heard.commands, func(c string) bool { return strings.HasPrefix(c, "AUTH PLAIN") }) {
		t.Errorf("encrypted %v, heard %q", heard.encrypted, heard.commands)
	}
	// A certificate that nobody vouches for ends the talk before the message.
	if err := s.sender(t, "robin:pass@", "", nil).Send(t.Context(), message()); err == nil {
		t.Error("an unknown certificate is trusted")
	}
	if heard := <-s.heard; heard.data != "" || slices.ContainsFunc(heard.commands, func(c string) bool { return strings.HasPrefix(c, "AUTH") }) {
		t.Errorf("the message or the password was given to an unknown server: %q", heard.commands)
	}
}

func TestSMTPSEncryptsFromTheFirstByte(t *testing.T) {
	t.Parallel()
	config, roots := certificate(t)
	secure := &sink{extensions: []string{"AUTH PLAIN LOGIN"}, heard: make(chan session, 1)}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			secure.heard <- secure.talk(conn)
		}
	}()
	sender, err := mail.Open("smtps://robin:pass@"+listener.Addr().String()+"?auth=login", "taskflow@example.com", clock.System())
	if err != nil {
		t.Fatal(err)
	}
	mail.TrustRoots(sender, roots)
	_ = sender.Send(t.Context(), message())
	if heard := <-secure.heard; !heard.encrypted || !slices.ContainsFunc(heard.commands, func(c string) bool { return strings.HasPrefix(c, "AUTH LOGIN") }) {
		t.Errorf("encrypted %v, heard %q", heard.encrypted, heard.commands)
	}
}

func TestSMTPRefusals(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"EHLO", "MAIL", "RCPT", "DATA", "AUTH"} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			s := newSink(t, &sink{refuse: verb, extensions: []string{"AUTH PLAIN"}})
			err := s.sender(t, "robin:hidden-password@", "?tls=none", nil).Send(t.Context(), message())
			if err == nil || strings.Contains(err.Error(), "hidden-password") {
				t.Errorf("got %v", err)
			}
			if heard := <-s.heard; heard.data != "" {
				t.Error("the message was sent all the same")
			}
		})
	}
}

// A server that accepts and says nothing doesn't hold the sender.
func TestSMTPEndsWithItsContext(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	s := &sink{listener: listener}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.sender(t, "", "", nil).Send(ctx, message()) }()
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	for target, good := range map[string]bool{
		"smtp://mail.example.com":                        true,
		"smtp://mail.example.com:25":                     true,
		"smtp://robin:hidden@mail.example.com:587":       true,
		"smtps://robin:hidden@mail.example.com":          true,
		"smtp://localhost:1025?tls=none":                 true,
		"smtp://[::1]:1025?tls=none":                     true,
		"smtps://mail.example.com?auth=login":            true,
		"file:/tmp/mail":                                 true,
		"file:":                                          false,
		"":                                               false,
		"mail.example.com":                               false,
		"http://mail.example.com":                        false,
		"smtp://":                                        false,
		"smtp://robin@mail.example.com":                  false,
		"smtp://:hidden@mail.example.com":                false,
		"smtp://mail.example.com/path":                   false,
		"smtp://mail.example.com?tls=none":               false,
		"smtp://robin:hidden@mail.example.com?tls=maybe": false,
		"smtp://robin:hidden@mail.example.com?x=y":       false,
		"smtp://robin:hidden@mail.example.com:99999":     false,
		"smtp://robin:hidden%zz@mail.example.com":        false,
		"smtps://localhost?tls=none":                     false,
	} {
		err := mail.CheckURL(target)
		if (err == nil) != good {
			t.Errorf("%s: %v", target, err)
		}
		if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("the error holds the password: %v", err)
		}
	}
}

func TestMandatoryTLSBeyondLoopback(t *testing.T) {
	t.Parallel()
	if policy := mail.TLSPolicy("smtp://mail.example.com"); policy != "TLSMandatory" {
		t.Errorf("%s", policy)
	}
	if policy := mail.TLSPolicy("smtp://127.0.0.1:25"); policy != "TLSOpportunistic" {
		t.Errorf("%s", policy)
	}
}

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sink"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, roots
}
