package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/testworld"
)

// The words of the table. What an endpoint answers beside these is no decision
// about a permission, so the request needs an arrangement.
var outcomes = map[int]string{
	http.StatusOK: "yes", http.StatusCreated: "yes", http.StatusAccepted: "yes", http.StatusNoContent: "yes",
	http.StatusSeeOther:     "yes", // the browser is sent on
	http.StatusUnauthorized: "sign in", http.StatusForbidden: "no", http.StatusNotFound: "hidden",
	http.StatusConflict: "yes, conflict",
}

// matrix is what each endpoint said to each persona.
type matrix struct {
	mu    sync.Mutex
	cells map[string]map[string]string
}

// set keeps an outcome; both engines must say the same.
func (m *matrix) set(t *testing.T, endpoint, persona, outcome string) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cells[endpoint] == nil {
		m.cells[endpoint] = map[string]string{}
	}
	if before, known := m.cells[endpoint][persona]; known && before != outcome {
		t.Errorf("%s says %q to %s, but %q on the other engine", endpoint, outcome, persona, before)
	}
	m.cells[endpoint][persona] = outcome
}

// TestPermissionsGolden asks every endpoint as everybody, on every engine. What
// came out is compared with the committed table, which people read, and held
// against rules that no table can change.
func TestPermissionsGolden(t *testing.T) {
	t.Parallel()
	m := &matrix{cells: map[string]map[string]string{}}
	var list []operation
	t.Run("ask", func(t *testing.T) {
		list = operations(t, testworld.New(t, db.SQLite).App)
		for _, engine := range dbtest.Engines(t) {
			for _, p := range personas {
				t.Run(fmt.Sprintf("%s/%s", engine, p.name), func(t *testing.T) {
					t.Parallel()
					askEverything(t, newStage(t, engine), p, m)
				})
			}
		}
	})
	if t.Failed() {
		return
	}
	for _, o := range list {
		holdRules(t, o, m.cells[o.Name])
	}
	golden(t, "permissions.md", permissionPage(list, m))
}

// askEverything asks every endpoint as one persona. Who is refused must leave
// no trace outside the audit log; who changed something gets a fresh world.
func askEverything(t *testing.T, s *stage, p persona, m *matrix) {
	before := s.RowsAtRest(t)
	for i := range s.list {
		o := s.list[i]
		who := p.who(t, s, o)
		d := s.working(t, o, who)
		if !o.Reads() {
			before = s.RowsAtRest(t)
		}
		answer := d.send(t, s.World, who)
		outcome, decided := outcomes[answer.Status]
		if !decided || o.Permission.ForAnyone() && answer.Status >= http.StatusBadRequest {
			t.Errorf("%s as %s answered %d: its example doesn't work here; give it an arrangement. %.300s", o.Name, p.name, answer.Status, answer.Body)
			continue
		}
		m.set(t, o.Name, p.name, outcome)
		if o.Reads() {
			continue
		}
		if answer.Status < http.StatusBadRequest {
			s.reset(t)
		} else if changed := before.Changed(s.Rows(t)); len(changed) > 0 {
			t.Errorf("%s refused %s with %d and changed %v", o.Name, p.name, answer.Status, changed)
		}
	}
}

// holdRules holds what is true of every endpoint, whatever the table says.
func holdRules(t *testing.T, o operation, says map[string]string) {
	t.Helper()
	rule := func(persona, want string) {
		if says[persona] != want {
			t.Errorf("%s says %q to %s, must say %q", o.Name, says[persona], persona, want)
		}
	}
	if o.Permission.ForAnyone() {
		for _, p := range personas {
			rule(p.name, "yes")
		}
		return
	}
	rule("anonymous", "sign in")
	rule("disabled", "sign in")
	beside := "no"
	if !o.Permission.Scoped() {
		beside = says["owner"]
	}
	rule(noScope, beside)
	rule(sameTopic, beside)
	rule(theScope, says["owner"])
	holdKeyRules(rule, o, says)
	holdBoundRules(rule, o, says)
	if !o.inTenant() {
		rule(theProvider, "no")
		return
	}
	rule("outsider", "hidden")
	if o.Permission.OfProvisioning() {
		rule(theProvider, "yes")
		for _, who := range []string{"owner", "admin", "member", "member, its creator", "guest"} {
			rule(who, "no")
		}
		return
	}
	rule(theProvider, "no")
	if !strings.HasPrefix(says["owner"], "yes") && !strings.HasPrefix(says["member, its creator"], "yes") {
		t.Errorf("%s says %q to the owner and %q to the creator: nobody may", o.Name, says["owner"], says["member, its creator"])
	}
	if !o.Reads() && o.Name != guestsOwn {
		rule("guest", "no")
	}
}

// holdKeyRules: a key never does more than its person, than its scope, than its
// workspace and than its projects, and nothing at all about accounts.
func holdKeyRules(rule func(persona, want string), o operation, says map[string]string) {
	switch {
	case o.Name == whoAmI:
		for _, key := range []string{theKey, keyNoScope, keyElsewhere, keyProject, keyOther} {
			rule(key, "yes")
		}
		return
	case !o.inTenant():
		for _, key := range []string{theKey, keyNoScope, keyElsewhere, keyProject, keyOther} {
			rule(key, "no")
		}
		return
	case o.ForMachines():
		rule(theKey, says["owner"])
	default:
		rule(theKey, "no")
	}
	rule(keyNoScope, "no")
	rule(keyElsewhere, "hidden")
	if says[keyProject] != says["owner"] {
		beyond := "no"
		if topic(o.Permission.Name()) == "imports" { // the import there is went into the other project
			beyond = says[keyProject]
		}
		rule(keyProject, beyond)
	}
	if says[keyOther] == "yes" && !o.ByProject && topic(o.Permission.Name()) != "imports" {
		rule(keyOther, "hidden")
	}
}

// holdBoundRules: a sign-in that a workspace's own provider has vouched for is its person's
// there, and elsewhere nobody's. Of the account it can be shown whose it is, prove more and
// end itself.
func holdBoundRules(rule func(persona, want string), o operation, says map[string]string) {
	switch {
	case o.inTenant():
		rule(boundHere, says["owner"])
		rule(boundElsewhere, "hidden")
	case o.Name == whoAmI || !o.Permission.Scoped() || o.Permission.Name() == "sessions:step_up" || o.Permission.Name() == "workspaces:list":
		rule(boundHere, "yes")
		rule(boundElsewhere, "yes")
	default:
		rule(boundHere, "no")
		rule(boundElsewhere, "no")
	}
}

// whoAmI is the one question about an account that a key may ask.
const whoAmI = "accounts.get"

// guestsOwn is the one change that a guest may make: to go.
const guestsOwn = "members.leave"
