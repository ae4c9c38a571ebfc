package mail

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"mime"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"

	"taskflow/internal/platform/clock"
)

const (
	maxName    = 100 // characters
	maxSubject = 200
	maxBody    = 512 << 10 // bytes
	headerLine = 76
)

var (
	kindName = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,63}$`)
	errKind  = errors.New("a mail's kind must be a short lower-case name")
	errBody  = errors.New("a mail needs a text of at most 512 KiB")
)

type composer struct {
	from  Address
	clock clock.Clock
}

// render returns the message as RFC 5322 has it, with CRLF at every line. Without eightBit it
// is ASCII throughout.
func (c composer) render(m Message, eightBit bool) ([]byte, error) {
	to, err := ParseAddress(m.To.Email)
	if err != nil {
		return nil, fmt.Errorf("the recipient: %w", err)
	}
	if !kindName.MatchString(m.Kind) {
		return nil, errKind
	}
	if m.Text == "" || len(m.Text)+len(m.HTML) > maxBody {
		return nil, errBody
	}
	to.Name = m.To.Name
	var out bytes.Buffer
	c.headers(&out, to, m)
	if m.HTML == "" {
		writePart(&out, "text/plain", wrap(m.Text), eightBit)
	} else {
		writeAlternatives(&out, m, eightBit)
	}
	return out.Bytes(), nil
}

func (c composer) headers(out *bytes.Buffer, to Address, m Message) {
	writeHeader(out, "From", mailbox(c.from))
	writeHeader(out, "To", mailbox(to))
	writeHeader(out, "Subject", mime.QEncoding.Encode("utf-8", oneLine(m.Subject, maxSubject)))
	writeHeader(out, "Date", c.clock.Now().Format(time.RFC1123Z))
	writeHeader(out, "Message-ID", "<"+strings.ToLower(rand.Text())+"@"+c.from.Domain()+">")
	// RFC 3834: out-of-office answers to this mail are answers to nobody.
	writeHeader(out, "Auto-Submitted", "auto-generated")
	writeHeader(out, "X-TaskFlow-Kind", m.Kind)
	writeHeader(out, "MIME-Version", "1.0")
}

// mailbox writes other letters in base64: Go's quoted form lets a backslash stand, which
// readers take for the start of an escape.
func mailbox(a Address) string {
	name := oneLine(a.Name, maxName)
	if ascii(name) {
		return (&netmail.Address{Name: name, Address: a.ASCII()}).String()
	}
	return mime.BEncoding.Encode("utf-8", name) + " <" + a.ASCII() + ">"
}

// oneLine makes user text harmless in a header: control and direction characters become
// spaces, and what looks like an encoded word is no longer one.
func oneLine(text string, most int) string {
	text = strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(text, "\uFFFD"))), " ")
	text = strings.ReplaceAll(text, "=?", "= ?")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most-1]) + "…"
	}
	return text
}

// writeHeader folds between words (RFC 5322 §2.2.3). Its values have no line breaks.
func writeHeader(out *bytes.Buffer, name, value string) {
	out.WriteString(name + ":")
	column := len(name) + 1
	for word := range strings.SplitSeq(value, " ") {
		if column+1+len(word) > headerLine && column > len(name)+1 {
			out.WriteString("\r\n")
			column = 0
		}
		out.WriteString(" " + word)
		column += 1 + len(word)
	}
	out.WriteString("\r\n")
}

func writeAlternatives(out *bytes.Buffer, m Message, eightBit bool) {
	boundary := "part-" + rand.Text() // 128 random bits: no text holds it by chance or design
	writeHeader(out, "Content-Type", `multipart/alternative; boundary="`+boundary+`"`)
	out.WriteString("\r\n--" + boundary + "\r\n")
	writePart(out, "text/plain", wrap(m.Text), eightBit)
	out.WriteString("\r\n--" + boundary + "\r\n")
	writePart(out, "text/html", lines(m.HTML), eightBit)
	out.WriteString("\r\n--" + boundary + "--\r\n")
}
