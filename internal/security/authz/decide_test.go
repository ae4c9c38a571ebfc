package authz_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// world makes random requests over few people, so that relations happen.
type world struct {
	*rand.Rand
	people []id.User
	known  []authz.Permission
}

func newWorld(seed uint64) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 1)), known: authz.Known()}
	for range 3 {
		w.people = append(w.people, id.New[id.User]())
	}
	return w
}

func pick[T any](w *world, list ...T) T { return list[w.IntN(len(list))] }

func (w *world) often() bool { return w.IntN(8) > 0 }

func (w *world) request() authz.Request {
	r := authz.Request{
		Principal: authn.Principal{User: pick(w, w.people...), Method: authn.Token}, Permission: pick(w, w.known...), Now: noon,
		Standing: authz.Standing{
			Active: w.often(), Role: pick(w, authz.Owner, authz.Admin, authz.Member, authz.Member, authz.Guest, authz.None),
			MembersEditAll: !w.often(), Maintenance: !w.often(),
		},
		Resource: authz.Resource{
			Kind: pick(w, authz.OfWorkspace, authz.OfProject, authz.OfProjectMember, authz.OfTask, authz.OfComment, authz.OfView), ID: "some",
			Private: !w.often(), Reached: w.IntN(2) == 0,
			Creator: pick(w, append(w.people, id.User{})...), Assignee: pick(w, append(w.people, id.User{})...),
		},
	}
	if !w.often() {
		r.Principal.Scope = authn.Scope{pick(w, w.known...).Name(), pick(w, w.known...).Name()}
	}
	if !w.often() {
		r.Principal.Method, r.Principal.Scope, r.Standing.Machine = authn.Provisioning, authn.Scope{authn.SCIMRead, authn.SCIMWrite}, true
		r.Standing.Role, r.Permission = pick(w, authz.Provisioner, authz.None), pick(w, authz.SCIMRead, authz.SCIMWrite, r.Permission)
	}
	if w.IntN(2) == 0 {
		done := noon.Add(-pick(w, 0, time.Hour, 24*time.Hour, 24*time.Hour+time.Millisecond, 30*24*time.Hour))
		r.Resource.CompletedAt = &done
	}
	return r
}

func given(g authz.Grant, err error) answer {
	if err == nil {
		_ = g.Permission() // panics when the grant is worth nothing
		return yes
	}
	return answer(problem.CodeOf(err))
}

// TestAMillionDecisions holds the policies to the plain rules. With -short it
// is fewer.
func TestAMillionDecisions(t *testing.T) {
	t.Parallel()
	policies, err := authz.LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	const workers = 4
	each := 1_000_000 / workers
	if testing.Short() || raceEnabled {
		each /= 20
	}
	var counts sync.Map
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			w, seen := newWorld(uint64(worker)), map[answer]int{}
			for range each {
				r := w.request()
				got, want := given(policies.Check(r)), expected(r)
				if seen[want]++; got != want {
					t.Errorf("%s by %s on %+v: %s, want %s (%+v)", r.Permission.Name(), r.Standing.Role, r.Resource, got, want, r.Standing)
					return
				}
			}
			counts.Store(worker, seen)
		})
	}
	group.Wait()
	counts.Range(func(_, seen any) bool {
		for _, a := range []answer{yes, no, hidden, signIn} {
			if seen.(map[answer]int)[a] < each/100 { //nolint:forcetypeassert // stored above
				t.Errorf("of %d decisions hardly one was %s", each, a)
			}
		}
		return true
	})
}

func TestADenialNamesThePolicy(t *testing.T) {
	t.Parallel()
	policies, err := authz.LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	old := noon.Add(-48 * time.Hour)
	me := id.New[id.User]()
	cases := []struct {
		policy string
		ask    authz.Permission
		of     authz.Resource
		as     authz.Standing
	}{
		{"maintenance window", authz.TasksCreate, authz.Resource{Kind: authz.OfProject}, authz.Standing{Role: authz.Member, Maintenance: true}},
		{"private project is for its members", authz.TasksRead, authz.Resource{Kind: authz.OfTask, Private: true}, authz.Standing{Role: authz.Owner}},
		{"member edits as creator or assignee", authz.TasksUpdate, authz.Resource{Kind: authz.OfTask}, authz.Standing{Role: authz.Member}},
		{"nobody edits a task completed more than a day ago", authz.TasksUpdate, authz.Resource{Kind: authz.OfTask, CompletedAt: &old}, authz.Standing{Role: authz.Owner}},
		{"author edits a comment", authz.CommentsUpdate, authz.Resource{Kind: authz.OfComment}, authz.Standing{Role: authz.Owner}},
		{"author or admin deletes a comment", authz.CommentsDelete, authz.Resource{Kind: authz.OfComment}, authz.Standing{Role: authz.Member}},
	}
	for _, c := range cases {
		c.as.Active = true
		_, err := policies.Check(authz.Request{
			Principal: authn.Principal{User: me}, Permission: c.ask, Resource: c.of, Standing: c.as, Now: noon,
		})
		var denial *authz.Denial
		if !errors.As(err, &denial) || !strings.Contains(denial.Why, c.policy) {
			t.Errorf("%v doesn't name %q", err, c.policy)
		}
		if public := fmt.Sprint(problem.From(err).Public()); strings.Contains(public, c.policy) {
			t.Errorf("the answer tells which policy it was: %s", public)
		}
	}
}

func TestTheZeroGrantIsWorthNothing(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a Grant that nobody granted could be used")
		}
	}()
	_ = authz.Grant{}.Workspace()
}

var actionName = regexp.MustCompile(`Action::"([^"]+)"`)

// TestPoliciesAndPermissionsAgree: a misspelt action is one that nobody may, or
// that nothing forbids.
func TestPoliciesAndPermissionsAgree(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, p := range authz.Known() {
		known[p.Name()] = false
	}
	files, err := filepath.Glob("policies/*.cedar")
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range actionName.FindAllStringSubmatch(string(text), -1) {
			if _, exists := known[found[1]]; !exists {
				t.Errorf("%s: no permission is called %q", file, found[1])
			}
		}
	}
	everyPermissionIsHeld(t)
}

// everyPermissionIsHeld: by the owner, or by a provider's token: none is unreachable.
func everyPermissionIsHeld(t *testing.T) {
	t.Helper()
	policies, err := authz.LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	me := id.New[id.User]()
	for _, p := range authz.Known() {
		r := authz.Request{
			Principal: authn.Principal{User: me}, Permission: p, Now: noon,
			Standing: authz.Standing{Active: true, Role: authz.Owner}, Resource: authz.Resource{Kind: authz.OfComment, Creator: me},
		}
		if p.OfProvisioning() {
			r.Principal.Method, r.Standing.Role, r.Resource.Kind = authn.Provisioning, authz.Provisioner, authz.OfWorkspace
		}
		if _, err := policies.Check(r); err != nil {
			t.Errorf("%s: who is to may not: %v", p.Name(), err)
		}
	}
}
