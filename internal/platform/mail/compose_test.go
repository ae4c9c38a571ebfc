package mail_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/mail"
)

const link = "https://tasks.example.com/invitations/accept?token=tfi_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno&next=%2Fboards%2Fa-rather-long-path"

func message() mail.Message {
	return mail.Message{
		To: mail.Address{Name: "Robin", Email: "robin@example.com"}, Kind: "invitation",
		Subject: "You are invited", Text: "Hello Robin,\n\nopen this link:\n" + link + "\n\nIt works once.\n",
	}
}

func openFolder(t testing.TB) (mail.Sender, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "outgoing")
	s, err := mail.Open("file:"+dir, "taskflow@example.com", clock.NewFake(time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// written returns the raw files in the order of their names.
func written(t testing.TB, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	var raw []string
	for _, name := range names {
		content, err := os.ReadFile(name)
		info, statErr := os.Stat(name)
		if err != nil || statErr != nil || info.Mode().Perm() != 0o600 || filepath.Ext(name) != ".eml" {
			t.Fatalf("%s: %v, %v, mode %v", name, err, statErr, info.Mode())
		}
		raw = append(raw, string(content))
	}
	return raw
}

func render(t testing.TB, m mail.Message) string {
	t.Helper()
	s, dir := openFolder(t)
	if err := s.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return written(t, dir)[0]
}

func TestLinkSurvives(t *testing.T) {
	t.Parallel()
	m := message()
	for name, change := range map[string]func(*mail.Message){
		"ASCII":            func(*mail.Message) {},
		"other letters":    func(m *mail.Message) { m.Text = "Grüße, 中文\n" + m.Text },
		"in a long line":   func(m *mail.Message) { m.Text = strings.Repeat("word ", 60) + link + strings.Repeat(" word", 60) },
		"with HTML":        func(m *mail.Message) { m.HTML = `<p>Hi</p><a href="` + link + `">open</a>` },
		"very long line":   func(m *mail.Message) { m.Text = strings.Repeat("x", 2000) + "\n" + link },
		"windows newlines": func(m *mail.Message) { m.Text = strings.ReplaceAll(m.Text, "\n", "\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := m
			change(&changed)
			raw := render(t, changed)
			if name != "very long line" && !strings.Contains(raw, link) {
				t.Errorf("the link isn't in the raw file:\n%s", raw)
			}
			if plain := textPart(t, raw); !slices.Contains(strings.Fields(plain), link) {
				t.Errorf("the link isn't in the decoded text:\n%s", plain)
			}
			for line := range strings.SplitSeq(raw, "\r\n") {
				if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
					t.Errorf("a line of %d bytes, or one without CRLF", len(line))
				}
			}
			if u, err := url.Parse(link); err != nil || u.Query().Get("token") == "" {
				t.Fatal("the test's own link is broken")
			}
		})
	}
}

// textPart decodes a message as a mail reader does.
func textPart(t testing.TB, raw string) string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	body, encoding := m.Body, m.Header.Get("Content-Transfer-Encoding")
	if kind == "multipart/alternative" {
		part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		body, encoding = part, part.Header.Get("Content-Transfer-Encoding")
	}
	if encoding == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var allowedHeaders = []string{
	"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id",
	"Mime-Version", "Subject", "To", "X-Taskflow-Kind",
}

// checkInert fails if a payload in names or subject made anything but a name or a subject.
func checkInert(t interface{ Errorf(string, ...any) }, raw, payload string) {
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Errorf("%q: unreadable: %v", payload, err)
		return
	}
	for name, values := range m.Header {
		if !slices.Contains(allowedHeaders, name) || len(values) != 1 {
			t.Errorf("%q made the header %s %q", payload, name, values)
		}
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != "robin@example.com" {
		t.Errorf("%q made the recipients %v (%v)", payload, to, err)
		return
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || strings.ContainsAny(subject+to[0].Name, "\r\n\x00\u202e\u2028") {
		t.Errorf("%q keeps a control character: %q, %q (%v)", payload, subject, to[0].Name, err)
	}
}

func TestPayloadsStayText(t *testing.T) {
	t.Parallel()
	payloads := []string{
		"\r\nBcc: kim@example.com", "\nBcc: kim@example.com", "\rBcc: kim@example.com", "\r\n\r\n<html>",
		"x\x00y", "\u2028Bcc: kim@example.com", "=?utf-8?q?=0D=0ABcc:_kim=40example.com?=", `" <kim@example.com>, "`,
		"a\u202eb", strings.Repeat("long", 500), strings.Repeat("é ", 300), "kim@example.com, robin", "\xff\xfe", "(comment)", "\\", `"`,
		"=?utf-8?b?", "",
	}
	for _, name := range []string{"fuzzdb-crlf-injection.txt", "patt-crlfinjection.txt"} {
		if os.Getenv("TASKFLOW_CORPORA") == "" && os.Getenv("CI") != "true" {
			t.Log("TASKFLOW_CORPORA is not set: only the payloads of this file are tried")
			break
		}
		for line := range strings.Lines(string(corpus(t, "crlf", name))) {
			line = strings.TrimRight(line, "\r\n")
			decoded, _ := url.PathUnescape(line)
			payloads = append(payloads, line, decoded, strings.NewReplacer(`\r`, "\r", `\n`, "\n").Replace(line))
		}
	}
	for _, payload := range payloads {
		m := message()
		m.To.Name, m.Subject = payload, "Invitation from "+payload
		m.Text += "\n" + payload
		checkInert(t, render(t, m), payload)
	}
}

func TestAnyTextStaysText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		m := message()
		m.To.Name = rapid.String().Draw(r, "name")
		m.Subject = rapid.String().Draw(r, "subject")
		m.Text = rapid.StringN(1, 2000, -1).Draw(r, "text")
		raw, err := mail.Render(m)
		if err != nil {
			r.Fatal(err)
		}
		checkInert(r, string(raw), m.To.Name+m.Subject)
		textPart(t, string(raw))
	})
}

func TestRefusedMessages(t *testing.T) {
	t.Parallel()
	s, dir := openFolder(t)
	for name, change := range map[string]func(*mail.Message){
		"recipient with a header": func(m *mail.Message) { m.To.Email = "robin@example.com\r\nBcc: kim@example.com" },
		"two recipients":          func(m *mail.Message) { m.To.Email = "robin@example.com, kim@example.com" },
		"no recipient":            func(m *mail.Message) { m.To.Email = "" },
		"no text":                 func(m *mail.Message) { m.Text = "" },
		"huge":                    func(m *mail.Message) { m.Text = strings.Repeat("x", 1<<20) },
		"kind with a header":      func(m *mail.Message) { m.Kind = "x\r\nBcc: y" },
	} {
		m := message()
		change(&m)
		if err := s.Send(t.Context(), m); err == nil {
			t.Errorf("%s: sent", name)
		}
		if err := new(mail.Memory).Send(t.Context(), m); err == nil {
			t.Errorf("%s: kept in memory", name)
		}
	}
	if left := written(t, dir); len(left) != 0 {
		t.Errorf("%d files", len(left))
	}
}

func TestFolderKeepsOrderAndWholeFiles(t *testing.T) {
	t.Parallel()
	s, dir := openFolder(t)
	for _, subject := range []string{"1", "2", "3"} {
		m := message()
		m.Subject = subject
		if err := s.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for i, raw := range written(t, dir) {
		if !strings.Contains(raw, "Subject: "+string(rune('1'+i))+"\r\n") {
			t.Errorf("file %d is out of order", i)
		}
	}
	var many sync.WaitGroup
	for range 20 {
		many.Go(func() {
			if err := s.Send(t.Context(), message()); err != nil {
				t.Error(err)
			}
		})
	}
	many.Wait()
	if raw := written(t, dir); len(raw) != 23 || !bytes.Contains([]byte(raw[22]), []byte(link)) {
		t.Errorf("%d files", len(raw))
	}
}

func TestMemoryAndDisabled(t *testing.T) {
	t.Parallel()
	var memory mail.Memory
	if err := memory.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	if len(memory.Sent("Robin@Example.com")) != 1 || len(memory.Sent("")) != 1 || len(memory.Sent("kim@example.com")) != 0 {
		t.Error("the memory finds other mails than were sent")
	}
	s, err := mail.Open("", "taskflow@example.com", clock.System())
	if err != nil || s.Send(t.Context(), message()) != mail.ErrDisabled { //nolint:errorlint // the bare value is the contract
		t.Errorf("mail without a way to send it: %v", err)
	}
}
