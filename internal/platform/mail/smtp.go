package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

const (
	dialTimeout = 10 * time.Second
	sendTimeout = 60 * time.Second
)

var (
	errTLSNone = errors.New("?tls=none is for smtp:// on loopback only")
	errQuery   = errors.New("takes no other parameters than ?tls=none and ?auth=plain or login")
)

// server is what an smtp:// or smtps:// URL says.
type server struct {
	host     string
	port     int
	implicit bool // TLS from the first byte
	policy   gomail.TLSPolicy
	user     string
	password string
	auth     gomail.SMTPAuthType
}

func parseServer(target string) (server, error) {
	u, err := parseURL(target)
	if err != nil {
		return server{}, err
	}
	s := server{host: u.Hostname(), port: 587, implicit: u.Scheme == "smtps", user: u.User.Username()}
	if s.implicit {
		s.port = 465
	}
	s.password, _ = u.User.Password()
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil || s.port < 1 || s.port > 65535 {
			return server{}, errURL
		}
	}
	if (s.user == "") != (s.password == "") {
		return server{}, errors.New("needs both a user and a password, or neither")
	}
	return s.withParameters(u.Query())
}

// withParameters demands TLS from every server but one on this machine: a password, or a
// link that signs somebody in, doesn't cross a network in the clear.
func (s server) withParameters(query url.Values) (server, error) {
	local := loopback(s.host)
	s.policy, s.auth = gomail.TLSMandatory, gomail.SMTPAuthPlain
	if local {
		s.policy = gomail.TLSOpportunistic
	}
	for name, values := range query {
		switch value := values[0]; {
		case len(values) == 1 && name == "tls" && value == "none":
			if !local || s.implicit {
				return server{}, errTLSNone
			}
			s.policy = gomail.NoTLS
		case len(values) == 1 && name == "auth" && value == "login":
			s.auth = gomail.SMTPAuthLogin
		case len(values) == 1 && name == "auth" && value == "plain":
		default:
			return server{}, errQuery
		}
	}
	return s, nil
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

type smtpSender struct {
	server  server
	compose composer
	roots   *tls.Config // nil but in tests
}

func openSMTP(target string, c composer) (Sender, error) {
	s, err := parseServer(target)
	if err != nil {
		return nil, err
	}
	return &smtpSender{server: s, compose: c}, nil
}

// Send speaks to the server on a connection of its own and ends with ctx or after a minute.
func (s *smtpSender) Send(ctx context.Context, message Message) error {
	// What can't be rendered needs no connection.
	if _, err := s.compose.render(message, true); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	link := &link{sender: s}
	link.watch = func(conn net.Conn) func() bool {
		return context.AfterFunc(ctx, func() { _ = conn.Close() })
	}
	defer link.close()
	client, err := s.dial(ctx, link)
	if err == nil {
		err = s.deliver(client, message)
	}
	if err != nil {
		return fmt.Errorf("sending a mail by %s: %w", s.server.host, errors.Join(err, ctx.Err()))
	}
	return nil
}

func (s *smtpSender) dial(ctx context.Context, link *link) (*smtp.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.server.port), gomail.WithTimeout(dialTimeout), gomail.WithTLSPolicy(s.server.policy),
		gomail.WithHELO(s.compose.from.Domain()), gomail.WithTLSConfig(s.tls()),
		gomail.WithDialContextFunc(link.dial),
	}
	if s.server.implicit {
		options = append(options, gomail.WithSSL())
	}
	if s.server.user != "" {
		options = append(options, gomail.WithSMTPAuth(s.server.auth),
			gomail.WithUsername(s.server.user), gomail.WithPassword(s.server.password))
	}
	client, err := gomail.NewClient(s.server.host, options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(ctx)
}

// link is the one connection of a Send. go-mail minds the context only while dialling, and
// leaves the connection open when a greeting or sign-in fails.
type link struct {
	sender *smtpSender
	watch  func(net.Conn) (stop func() bool) // closes the connection when the Send is over
	conn   net.Conn
	stop   func() bool
}

// dial goes straight to the server: no proxy of the environment sees the mail.
func (l *link) dial(ctx context.Context, network, address string) (conn net.Conn, err error) {
	if l.sender.server.implicit {
		conn, err = (&tls.Dialer{Config: l.sender.tls()}).DialContext(ctx, network, address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	l.conn = conn
	l.stop = l.watch(conn)
	return conn, nil
}

func (l *link) close() {
	if l.conn != nil {
		l.stop()
		_ = l.conn.Close()
	}
}

func (s *smtpSender) tls() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.roots != nil {
		config = s.roots.Clone()
	}
	config.ServerName = s.server.host
	return config
}

func (s *smtpSender) deliver(client *smtp.Client, message Message) error {
	if err := client.UpdateDeadline(sendTimeout); err != nil {
		return err
	}
	client.SkipSMTPUTF8(true) // addresses are sent as ASCII: see Address
	eightBit, _ := client.Extension("8BITMIME")
	raw, err := s.compose.render(message, eightBit)
	if err != nil {
		return err
	}
	if err := client.Mail("<" + s.compose.from.ASCII() + ">"); err != nil {
		return err
	}
	if err := client.Rcpt("<" + message.To.ASCII() + ">"); err != nil {
		return err
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := body.Write(raw); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	_ = client.Quit() // the server has taken the message over: how it says goodbye changes nothing
	return nil
}
