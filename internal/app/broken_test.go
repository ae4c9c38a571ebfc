package app_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/testworld"
)

// errInner is what must stay inside.
var errInner = errors.New(`inner text: relation "users" does not exist at 10.0.0.7`)

// ward is a stage whose database can be broken.
type ward struct {
	*stage
	fault   *testworld.Fault
	journal *testworld.Journal
}

func eachWard(t *testing.T, f func(t *testing.T, w *ward)) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			w := &ward{fault: &testworld.Fault{}, journal: &testworld.Journal{}}
			w.stage = newStage(t, engine, w.fault.Option, w.journal.Option)
			f(t, w)
		})
	}
}

// ask makes a request that would work, with what breaks in force.
func (w *ward) ask(t *testing.T, o operation, broken func(string) error) (answer *testworld.Answer, statements int64, changed []string) {
	t.Helper()
	who := w.doer(o)
	d := w.working(t, o, who)
	before := w.RowsAtRest(t)
	statements = w.fault.During(broken, func() { answer = d.send(t, w.World, who) })
	return answer, statements, before.Changed(w.Rows(t))
}

// needsNone tells whether an endpoint that answered well did so without the database: no statement was broken, or
// only one of the background work, as what anybody may read is the same with the database as without it.
func (w *ward) needsNone(t *testing.T, o operation, answer *testworld.Answer, statements int64) bool {
	t.Helper()
	if answer.Status != http.StatusOK || statements == 0 {
		return answer.Status == http.StatusOK
	}
	return o.Permission.ForAnyone() && o.Reads() && bytes.Equal(answer.Body, w.working(t, o, w.Owner).send(t, w.World, w.Owner).Body)
}

// counts are the tables in which an endpoint counts an attempt before it looks at
// it, whatever becomes of the request.
var counts = map[string]string{
	"sessions.verify_mfa": "sign_ins",
	"saml.acs":            "saml_flows", "saml.finish": "saml_flows", "saml.link": "saml_flows",
	"identities.callback": "provider_flows", "identities.link": "provider_flows", "identities.step_up": "provider_flows", // a provider's answer works once, also where it fails
}

// mustSayNothing holds an answer to a failure to: generic, logged once with the cause, nothing changed.
func (w *ward) mustSayNothing(t *testing.T, o operation, answer *testworld.Answer, changed []string, statuses ...int) {
	t.Helper()
	right := false
	for _, status := range statuses {
		right = right || answer.Status == status
	}
	if !right || answer.Header.Get("Content-Type") != o.problems() {
		t.Errorf("%s answered %d, not one of %v: %.200s", o.Name, answer.Status, statuses, answer.Body)
	}
	for _, word := range []string{"inner", "users", "10.0.0.7", "constraint", "goroutine", "SQL", "detail"} {
		if strings.Contains(string(answer.Body), word) {
			t.Errorf("%s says %q: %s", o.Name, word, answer.Body)
		}
	}
	if changed = slices.DeleteFunc(changed, func(table string) bool { return counts[o.Name] == table }); len(changed) > 0 {
		t.Errorf("%s answered %d and changed %v", o.Name, answer.Status, changed)
	}
	entries := w.journal.Of(answer.Header.Get("X-Request-Id"))
	if len(entries) != 1 || entries[0].Level != slog.LevelError || entries[0].Attributes["error"] == "" || entries[0].Attributes["route"] != o.Name {
		t.Errorf("%s was logged as %+v", o.Name, entries)
	}
}

func TestEveryEndpointOnABrokenDatabase(t *testing.T) {
	t.Parallel()
	eachWard(t, func(t *testing.T, w *ward) {
		broken := 0
		for _, o := range w.list {
			answer, statements, changed := w.ask(t, o, func(string) error { return errInner })
			switch {
			case w.needsNone(t, o, answer, statements):
				continue
			case o.Name == "system.ready":
				w.mustNotBeReady(t, answer)
			default:
				w.mustSayNothing(t, o, answer, changed, http.StatusInternalServerError)
				if entry := w.journal.Of(answer.Header.Get("X-Request-Id")); len(entry) == 1 && !strings.Contains(entry[0].Attributes["error"], errInner.Error()) {
					t.Errorf("%s: the log doesn't tell the cause: %q", o.Name, entry[0].Attributes["error"])
				}
			}
			broken++
		}
		if broken < len(w.list)*3/4 {
			t.Errorf("only %d of %d endpoints met the broken database", broken, len(w.list))
		}
	})
}

func (w *ward) mustNotBeReady(t *testing.T, answer *testworld.Answer) {
	t.Helper()
	if answer.Status != http.StatusServiceUnavailable || strings.Contains(string(answer.Body), "inner") {
		t.Errorf("readiness answered %d: %s", answer.Status, answer.Body)
	}
}

// TestEveryEndpointOnADatabaseThatIsAway: what will be back is worth another try.
func TestEveryEndpointOnADatabaseThatIsAway(t *testing.T) {
	t.Parallel()
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	eachWard(t, func(t *testing.T, w *ward) {
		for _, o := range w.list {
			answer, statements, changed := w.ask(t, o, func(string) error { return refused })
			if w.needsNone(t, o, answer, statements) {
				continue
			}
			if answer.Status != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" || len(changed) > 0 {
				t.Errorf("%s answered %d (Retry-After %q) and changed %v", o.Name, answer.Status, answer.Header.Get("Retry-After"), changed)
			}
		}
	})
}

// TestNoChangeWithoutATrace: when the audit log can't be written, nothing happens.
func TestNoChangeWithoutATrace(t *testing.T) {
	t.Parallel()
	eachWard(t, func(t *testing.T, w *ward) {
		w.eachChange(t, func(o operation) {
			answer, statements, changed := w.ask(t, o, unwritten)
			if statements == 0 {
				t.Errorf("%s answered %d and wrote no audit entry", o.Name, answer.Status)
			}
			w.mustSayNothing(t, o, answer, changed, http.StatusInternalServerError)
		})
	})
}

// TestNoRefusalWithoutATrace: nor is anybody told no when that can't be written down.
func TestNoRefusalWithoutATrace(t *testing.T) {
	t.Parallel()
	eachWard(t, func(t *testing.T, w *ward) {
		limited := w.WithToken(t, w.Owner, "nothing:else")
		for _, o := range w.scoped() {
			d := w.working(t, o, limited)
			before := w.RowsAtRest(t)
			var answer *testworld.Answer
			w.fault.During(unwritten, func() { answer = d.send(t, w.World, limited) })
			w.mustSayNothing(t, o, answer, before.Changed(w.Rows(t)), http.StatusInternalServerError)
		}
	})
}

// unwritten breaks the audit log.
func unwritten(sql string) error {
	if strings.Contains(sql, "INTO audit_events") {
		return errInner
	}
	return nil
}

// TestNoAnswerBeforeTheCommit: a COMMIT that fails is a change that didn't happen.
func TestNoAnswerBeforeTheCommit(t *testing.T) {
	t.Parallel()
	eachWard(t, func(t *testing.T, w *ward) {
		w.breakCommits(t)
		w.eachChange(t, func(o operation) {
			who := w.doer(o)
			d := w.working(t, o, who)
			before := w.RowsAtRest(t)
			w.arm(t, true)
			answer := d.send(t, w.World, who)
			w.arm(t, false)
			w.mustSayNothing(t, o, answer, before.Changed(w.Rows(t)), http.StatusInternalServerError, http.StatusServiceUnavailable)
		})
	})
}

// eachChange runs f for every endpoint that changes something.
func (w *ward) eachChange(t *testing.T, f func(o operation)) {
	t.Helper()
	n := 0
	for _, o := range w.list {
		if !o.Reads() {
			f(o)
			n++
		}
	}
	if n < 10 {
		t.Errorf("only %d endpoints change something", n)
	}
}

// breakCommits prepares, and arm switches on, a constraint that is checked at
// COMMIT and that every audit entry offends.
func (w *ward) breakCommits(t *testing.T) {
	t.Helper()
	for _, statement := range map[db.Engine][]string{
		db.SQLite: {
			"CREATE TABLE armed (n INTEGER)", "CREATE TABLE bait (n INTEGER PRIMARY KEY)",
			"CREATE TABLE trap (n INTEGER REFERENCES bait (n) DEFERRABLE INITIALLY DEFERRED)",
			"CREATE TRIGGER springs AFTER INSERT ON audit_events WHEN EXISTS (SELECT 1 FROM armed) BEGIN INSERT INTO trap VALUES (1); END",
		},
		db.PostgreSQL: {
			"CREATE TABLE armed (n integer)",
			`CREATE FUNCTION springs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
				$$ BEGIN IF EXISTS (SELECT FROM armed) THEN RAISE EXCEPTION 'inner text'; END IF; RETURN NULL; END $$`,
			"CREATE CONSTRAINT TRIGGER springs AFTER INSERT ON audit_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION springs()",
		},
	}[w.Engine] {
		w.Administer(t, statement)
	}
}

func (w *ward) arm(t *testing.T, on bool) {
	t.Helper()
	if on {
		w.Administer(t, "INSERT INTO armed VALUES (1)")
		return
	}
	w.Administer(t, "DELETE FROM armed")
}
