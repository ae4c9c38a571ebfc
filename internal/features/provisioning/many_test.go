package provisioning_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
	"taskflow/internal/testworld"
)

// crowd are n people whom the provider has named and who are members of Acme.
func crowd(t *testing.T, w *testworld.World, n int) (list []body) {
	t.Helper()
	now := w.Clock.Now()
	w.Together(t, func() {
		for range n {
			who, user := id.New[id.ProvisionedUser](), id.New[id.User]()
			address := who.String() + "@example.org"
			w.Exec(t, db.Scope{}, `INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at, confirmed_at)
				VALUES ($1, $2, $2, '', '', 'active', $3, $3, $3)`, user, address, now)
			w.Exec(t, inAcme(w), `INSERT INTO members (workspace_id, user_id, role, created_at, updated_at) VALUES ($1, $2, 'member', $3, $3)`, w.Acme, user, now)
			w.Exec(t, inAcme(w), `INSERT INTO provisioned_users (workspace_id, id, user_name, user_name_key, external_id, display_name, given_name, family_name,
				email, email_key, active, state, user_id, made, role, created_at, updated_at)
				VALUES ($1, $2, $3, $3, '', '', '', '', $3, $3, $4, 'member', $5, $6, '', $7, $7)`, w.Acme, who, address, true, user, false, now)
			list = append(list, body{"value": who})
		}
	})
	return list
}

// TestManyMembers: what one request may move is bounded, what a group holds as well; each
// in a time that nobody waits for.
func TestManyMembers(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		people := crowd(t, w, 1500)
		for range 8500 {
			people = append(people, body{"value": id.New[id.ProvisionedUser]()})
		}
		group := p.group(t, "All")
		maps(t, w, group, "guest")
		add := func(list []body) *testworld.Answer {
			return p.ask(t, "PATCH", "/Groups/"+group, patch(body{"op": "add", "path": "members", "value": list}))
		}
		guests := func() int64 { return w.Count(t, "members", "workspace_id = $1 AND role = 'guest'", w.Acme) }
		before := guests()
		begun := time.Now()
		if got := add(people); got.Status != http.StatusBadRequest || got.Field(t, "scimType") != "tooMany" {
			t.Errorf("10,000 at once: %d %.200s", got.Status, got.Body)
		}
		add(append(people[:10_000:10_000], body{"value": id.New[id.ProvisionedUser]()})).Want(t, 400)
		add(people[:1000]).Want(t, 204)
		add(people[:1000]).Want(t, 204) // who is in it doesn't count
		p.ask(t, "PUT", "/Groups/"+group, body{"displayName": "All", "members": people[500:1500]}).Want(t, 200)
		if n := w.Count(t, "provisioned_group_members", "TRUE"); n != 1000 {
			t.Errorf("%d members", n)
		}
		if n := guests() - before; n != 1000 {
			t.Errorf("%d became guests", n)
		}
		if took := time.Since(begun); took > 30*time.Second {
			t.Errorf("it took %v", took)
		}
		if got := p.ask(t, "GET", "/Groups?excludedAttributes=members", nil).Want(t, 200); len(got.Body) > 1000 {
			t.Errorf("members are listed: %d bytes", len(got.Body))
		}
	})
}

// TestManyAreAskedAboutLikeOne: whatever becomes of a group, as many questions go to the
// database, however many come, go, and get another role by it.
func TestManyAreAskedAboutLikeOne(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			fault := &testworld.Fault{}
			w := testworld.New(t, engine, fault.Option)
			p := provider(t, w)
			people := crowd(t, w, 240)
			few, many := questions(t, w, p, fault, people[:4]), questions(t, w, p, fault, people[4:])
			if n := w.Count(t, "audit_events", "name = 'member.role_changed' AND outcome = 'success'"); n != 3*240 {
				t.Errorf("%d roles were given", n)
			}
			for step, n := range many {
				if n == 0 || n != few[step] {
					t.Errorf("%s: %d questions about 4 people and %d about 236", step, few[step], n)
				}
			}
		})
	}
}

// questions is how many about people each step in the life of their group costs.
func questions(t *testing.T, w *testworld.World, p *idp, fault *testworld.Fault, people []body) map[string]int64 {
	t.Helper()
	asked, half := map[string]int64{}, people[:len(people)/2]
	during := func(step string, act func()) {
		var n atomic.Int64
		fault.During(func(sql string) error {
			if first, _, _ := strings.Cut(sql, "\n"); !strings.HasSuffix(first, ":exec") && strings.Contains(sql, "member") {
				n.Add(1)
			}
			return nil
		}, act)
		asked[step] = n.Load()
	}
	group := p.group(t, fmt.Sprint("Of ", len(people)))
	during("coming", func() {
		p.ask(t, "PATCH", "/Groups/"+group, patch(body{"op": "add", "path": "members", "value": people})).Want(t, 204)
	})
	during("standing for a role", func() { maps(t, w, group, "admin") })
	during("going", func() { p.ask(t, "PUT", "/Groups/"+group, body{"displayName": group, "members": half}).Want(t, 200) })
	during("coming back", func() { p.ask(t, "PUT", "/Groups/"+group, body{"displayName": group, "members": people}).Want(t, 200) })
	during("ending", func() { p.ask(t, "DELETE", "/Groups/"+group, nil).Want(t, 204) })
	return asked
}
