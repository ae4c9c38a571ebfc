package mail

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"taskflow/internal/platform/clock"
)

// Message is one mail to one person.
type Message struct {
	To      Address
	Subject string
	Text    string // always there, for every reader
	HTML    string // may be empty; the caller has escaped what people wrote
	Kind    string // such as "invitation": a header for filters, and the log's field
}

// Sender sends mail. Send returns once the message is written or taken over by the server.
type Sender interface {
	Send(ctx context.Context, message Message) error
}

// ErrDisabled is for a server that was told no way to send mail.
var ErrDisabled = errors.New("mail is not set up: see --mail")

// errURL holds no URL, since that holds a password.
var errURL = errors.New("must be file:DIR, smtp://[user[:password]@]host[:port] or smtps://…")

// Open returns the sender for file:DIR, smtp://…, smtps://… or, for an empty URL, one whose
// every Send is ErrDisabled. It makes the folder but doesn't connect.
func Open(target, from string, c clock.Clock) (Sender, error) {
	sender, err := ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("the sender's address: %w", err)
	}
	sender.Name = "TaskFlow"
	compose := composer{from: sender, clock: c}
	if target == "" {
		return disabled{}, nil
	}
	if dir, ok := strings.CutPrefix(target, "file:"); ok {
		return openFolder(dir, compose)
	}
	return openSMTP(target, compose)
}

// CheckURL tells whether Open would understand the URL.
func CheckURL(target string) error {
	if dir, ok := strings.CutPrefix(target, "file:"); ok {
		if dir == "" {
			return errURL
		}
		return nil
	}
	_, err := parseServer(target)
	return err
}

// parseURL gives no cause: url.Parse quotes what it couldn't read.
func parseURL(target string) (*url.URL, error) {
	u, err := url.Parse(target)
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Hostname() == "" {
		return nil, errURL
	}
	if strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return nil, errURL
	}
	return u, nil
}

type disabled struct{}

func (disabled) Send(context.Context, Message) error { return ErrDisabled }

// Memory keeps mails for tests. The zero value is ready; it is safe for concurrent use.
type Memory struct {
	mu   sync.Mutex
	sent []Message
}

// Send keeps a message that the other senders would send too.
func (m *Memory) Send(ctx context.Context, message Message) error {
	compose := composer{from: Address{Email: "taskflow@localhost"}, clock: clock.System()}
	if _, err := compose.render(message, true); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent = append(m.sent, message)
	return ctx.Err()
}

// Sent returns what was sent to an address, in order; to everybody if it is empty.
func (m *Memory) Sent(to string) []Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	var sent []Message
	for _, message := range m.sent {
		if to == "" || strings.EqualFold(message.To.Email, to) {
			sent = append(sent, message)
		}
	}
	return sent
}
