package app_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/testworld"
)

// secretForm is what tokens of ours begin with, and what a cookie is called.
var secretForm = regexp.MustCompile(`"[a-z]{3}_[A-Za-z0-9_-]{40,}"|eyJ[A-Za-z0-9_-]{20,}|otpauth:|__Host-`)

// TestOnlyNamedAnswersAreCompressed asks every endpoint for what it answers to
// somebody who takes gzip. Nothing is compressed that doesn't say why it may be,
// and nothing that holds a secret.
func TestOnlyNamedAnswersAreCompressed(t *testing.T) {
	t.Parallel()
	s := newStage(t, db.SQLite)
	named, packed, secret := 0, 0, 0
	for _, o := range s.list {
		if o.Compress != "" {
			named++
			s.fill(t)
		}
		answer := s.working(t, o, s.Owner).send(t, s.World, s.Owner, testworld.Header("Accept-Encoding", "gzip"), testworld.Header("Sec-Fetch-Site", "same-origin"))
		body, compressed := unpack(t, answer)
		holds := o.Shape != endpoint.Streams && secretForm.MatchString(body)
		if compressed {
			packed++
		}
		if holds {
			secret++
		}
		if compressed && (o.Compress == "" || holds || len(answer.Header.Values("Set-Cookie")) > 0) {
			t.Errorf("%s answers compressed: %.200s", o.Name, body)
		}
		if o.Compress != "" && len(body) >= 1<<10 && !compressed {
			t.Errorf("%s answers %d bytes as they are", o.Name, len(body))
		}
		s.reset(t)
	}
	if packed == 0 || packed > named || secret < 3 {
		t.Errorf("%d of %d answers were compressed, %d held secrets", packed, named, secret)
	}
}

// fill makes a board long enough to be compressed.
func (s *stage) fill(t testing.TB) {
	t.Helper()
	for n := range 12 {
		s.Owner.Post(t, s.Path("/tasks"), map[string]any{"project_id": s.acme.Main.Project, "title": fmt.Sprintf("Task %d", n)}).Want(t, http.StatusCreated)
	}
}

// unpack is the body as it was before it was compressed, if it was.
func unpack(t testing.TB, a *testworld.Answer) (body string, compressed bool) {
	t.Helper()
	if a.Header.Get("Content-Encoding") == "" {
		return string(a.Body), false
	}
	z, err := gzip.NewReader(bytes.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), true
}
