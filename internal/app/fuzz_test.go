package app_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

// FuzzBinder sends any body and query to any endpoint: whatever it is, it is
// taken or refused, and breaks nothing.
func FuzzBinder(f *testing.F) {
	s := newStage(f, db.SQLite)
	for i, o := range s.list {
		f.Add(uint(i), o.example, "limit=1&cursor=x")
	}
	f.Add(uint(20), `{"name":"a","name":"b"}`, "limit=1&limit=2")
	f.Fuzz(func(t *testing.T, which uint, body, query string) {
		o := s.list[which%uint(len(s.list))]
		if o.Rate.Name == "mail" || o.HasBefore && o.Upload == "" {
			t.Skip("hashing is slow")
		}
		inPath, inBody := onShelf(s.acme, s.acme.Main)
		inPath["ses"] = s.Owner.Session.String()
		d := newDraft(t, o, inPath, inBody)
		d.body, d.query = body, clean(query)
		if answer := d.send(t, s.World, s.doer(o)); answer.Status >= 500 {
			t.Errorf("%s %q %q answered %d: %s", o.Name, query, body, answer.Status, answer.Body)
		} else if answer.Status < 400 && !o.Reads() {
			s.reset(t)
		}
	})
}

// clean drops what Go's client itself would refuse to send.
func clean(query string) string {
	return strings.Map(func(c rune) rune {
		if c <= ' ' || c == 0x7f || c == '#' {
			return -1
		}
		return c
	}, query)
}

// FuzzCookie sends any credential: nobody is let in, and nothing breaks.
func FuzzCookie(f *testing.F) {
	s := newStage(f, db.SQLite)
	for _, seed := range []string{
		"__Host-taskflow=", "__Host-taskflow=tfs_x", "__Host-taskflow=a; __Host-taskflow=b", "__host-TASKFLOW=x", "=;=", `__Host-taskflow="x"`,
		"tfs_" + strings.Repeat("A", 49),
	} {
		f.Add(seed, seed, false)
		f.Add(seed, "Bearer "+seed, true)
	}
	f.Add("", "Bearer eyJhbGciOiJub25lIn0.e30.", true)
	f.Fuzz(func(t *testing.T, cookie, authorization string, both bool) {
		options := []testworld.RequestOption{raw("Cookie", cookie)}
		if both {
			options = append(options, raw("Authorization", authorization))
		}
		answer := s.Anonymous.Get(t, "/api/v1/me", options...)
		if answer.Status != http.StatusUnauthorized && answer.Status != http.StatusBadRequest && answer.Status != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("cookie %q, authorization %q answered %d: %s", cookie, authorization, answer.Status, answer.Body)
		}
	})
}

// raw sets a header to what can be sent of a text at all.
func raw(name, value string) testworld.RequestOption {
	return testworld.Header(name, strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' || c == 0x7f {
			return -1
		}
		return c
	}, value))
}
