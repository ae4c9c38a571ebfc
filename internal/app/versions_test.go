package app_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// withoutVersion are changes of things that have no version, each with the
// reason why none can be lost.
var withoutVersion = map[string]string{
	"sessions.end":                   "a session is only ever ended",
	"identities.unlink":              "a provider is only ever disconnected",
	"passkeys.rename":                "its name is all that changes, and the latest is meant",
	"email_change.cancel":            "a change that waits is only ever cancelled",
	"passkeys.remove":                "a passkey is only ever removed",
	"provisioning.revoke_token":      "a token is only ever ended",
	"service_accounts.revoke_secret": "a secret is only ever ended",
	"totp.remove":                    "an authenticator app is only ever turned off",
	"projects.add_member":            "being in or not is all there is",
	"projects.remove_member":         "being in or not is all there is",
	"tasks.complete":                 "a completed task stays as it is",
	"tasks.reopen":                   "an open task stays as it is",
	"tasks.bulk":                     "each task has its version in the body",
}

// edits tells whether the endpoint changes or removes what is there: a POST
// does when it answers 200 about something in its path.
func (o operation) edits() bool {
	if o.Method == http.MethodPost {
		return o.inTenant() && o.Success == http.StatusOK && strings.Contains(o.Path, "_id}/")
	}
	return slices.Contains([]string{http.MethodPatch, http.MethodPut, http.MethodDelete}, o.Method)
}

// editing are the endpoints that edit something with a version.
func (s *stage) editing(t *testing.T) (list []operation) {
	t.Helper()
	for _, o := range s.list {
		if _, unversioned := withoutVersion[o.Name]; o.edits() && !unversioned {
			list = append(list, o)
		}
	}
	if len(list) < 10 {
		t.Fatalf("only %d endpoints edit something", len(list))
	}
	return list
}

// editor is somebody who may: comments are their author's only.
func (s *stage) editor(o operation) *testworld.Person {
	if topic(o.Permission.Name()) == "comments" {
		return s.Member
	}
	return s.doer(o)
}

func ifMatch(tag string) testworld.RequestOption { return testworld.Header("If-Match", tag) }

// TestAnotherVersionIsLeftAlone: whoever names the version that he has seen
// changes no other one.
func TestAnotherVersionIsLeftAlone(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, o := range s.editing(t) {
			who := s.editor(o)
			d := s.working(t, o, who)
			before := s.RowsAtRest(t)
			for _, tag := range []string{`"999"`, `"0"`, `W/"1"`, `"x"`, `1`, `"2", "3"`} {
				answer := d.send(t, s.World, who, ifMatch(tag))
				if answer.Status != http.StatusPreconditionFailed {
					t.Errorf("%s for version %s answered %d: %.200s", o.Name, tag, answer.Status, answer.Body)
					s.reset(t)
					who = s.editor(o)
					d, before = s.working(t, o, who), s.RowsAtRest(t)
					continue
				}
				answer.WantProblem(t, problem.CodeEditConflict)
			}
			if changed := before.Changed(s.Rows(t)); len(changed) > 0 {
				t.Errorf("%s for another version changed %v", o.Name, changed)
			}
		}
	})
}

// TestOneOfTwentyEditsOfAVersionWins: of twenty edits of the same version,
// each with a text of its own, one comes about and the others are told; what
// is there afterwards is what the winner was answered.
func TestOneOfTwentyEditsOfAVersionWins(t *testing.T) {
	t.Parallel()
	eachWard(t, func(t *testing.T, w *ward) {
		for _, o := range w.editing(t) {
			who := w.editor(o)
			d := w.working(t, o, who)
			if o.Name == "columns.delete" {
				d.segments["column_id"] = w.acme.Main.Backlog.String() // a column with tasks stays
			}
			drafts := w.versionsOf(t, d)
			present := w.shown(t, o, drafts[0], who)
			tag := `"1"`
			if present != nil {
				tag = present.Header.Get("Etag")
			}
			answers := w.twenty(t, func(n int) *testworld.Answer { return drafts[n].send(t, w.World, who, ifMatch(tag)) })
			if won := w.onlyWinner(t, o, answers); won != nil {
				w.mustBeThere(t, o, drafts[0], who, won)
			}
			w.reset(t)
		}
	})
}

// versionsOf are twenty requests that each write a text of their own, where there is one to write.
func (w *ward) versionsOf(t *testing.T, d draft) (list []draft) {
	t.Helper()
	for n := range 20 {
		own := d
		if d.body != "" {
			object := d.object(t)
			for _, name := range []string{"name", "title", "body", "text"} {
				if _, has := object[name].(string); has {
					own.put(t, name, "Version "+string(rune('A'+n)))
				}
			}
		}
		list = append(list, own)
	}
	return list
}

// shown is what GET at the same place answers; nil where nothing is shown.
func (w *ward) shown(t *testing.T, o operation, d draft, who *testworld.Person) *testworld.Answer {
	t.Helper()
	for _, other := range w.list {
		if other.Method == http.MethodGet && other.Path == o.Path {
			return who.Get(t, d.path())
		}
	}
	return nil
}

// onlyWinner returns the one answer that isn't a refusal. What is gone is
// another reason to refuse than what has changed.
func (w *ward) onlyWinner(t *testing.T, o operation, answers []*testworld.Answer) (won *testworld.Answer) {
	t.Helper()
	statuses := map[int]int{}
	for _, answer := range answers {
		statuses[answer.Status]++
		if answer.Status < http.StatusBadRequest {
			won = answer
		}
	}
	late := statuses[http.StatusPreconditionFailed]
	switch o.Method {
	case http.MethodDelete:
		late += statuses[http.StatusNotFound]
	case http.MethodPost:
		late += statuses[http.StatusConflict]
	}
	if won == nil || late != len(answers)-1 {
		t.Errorf("%s twenty times for one version answered %v (status: times)", o.Name, statuses)
		return nil
	}
	return won
}

// shownAfterwards are removals after which GET still answers, of version 0, each with what it shows.
var shownAfterwards = map[string]string{
	"provisioning.disable": "that it is off is shown", "saml.remove": "what a provider has to know of us"}

// mustBeThere: what is shown afterwards is the winner's, or gone with it.
func (w *ward) mustBeThere(t *testing.T, o operation, d draft, who *testworld.Person, won *testworld.Answer) {
	t.Helper()
	now := w.shown(t, o, d, who)
	if now == nil {
		return
	}
	if _, shows := shownAfterwards[o.Name]; shows {
		if now.Want(t, http.StatusOK).Header.Get("Etag") != `"0"` {
			t.Errorf("%s: something is there still: %.300s", o.Name, now.Body)
		}
		return
	}
	if o.Method == http.MethodDelete {
		now.Want(t, http.StatusNotFound)
		return
	}
	if o.Success == http.StatusNoContent {
		return // the winner wasn't shown it
	}
	if now.Header.Get("Etag") != won.Header.Get("Etag") || !bytes.Equal(now.Body, won.Body) {
		t.Errorf("%s: the winner was answered\n%.300s %s\nand there is\n%.300s %s", o.Name,
			won.Body, won.Header.Get("Etag"), now.Body, now.Header.Get("Etag"))
	}
}
