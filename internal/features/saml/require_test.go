package saml_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

func required(days int) map[string]any { return map[string]any{"required": true, "grace_days": days} }

var notRequired = map[string]any{"required": false}

// TestACompanysSignInIsRequired from its time on, of members and admins and their keys. Owners
// are let in all the same, service accounts and the provisioning token go on, and whoever has
// come in by the provider does.
func TestACompanysSignInIsRequired(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		path, tasks := w.Path("/saml/requirement"), w.Path("/tasks")
		key, owners := w.WithKey(t, w.Member, testworld.Bound{}, "tasks:read"), w.WithKey(t, w.Owner, testworld.Bound{}, "tasks:read")
		machine := w.WithClient(t, w.Acme, w.Owner, authz.Member, "tasks:read")
		provisioner := w.WithProvisioning(t, w.Acme, w.Owner)
		robin := signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t))
		asked := []*testworld.Person{w.Member, w.Admin, w.Guest, w.WithToken(t, w.Second), key}
		w.Owner.Put(t, path, required(0)).Want(t, http.StatusOK)
		for _, who := range asked {
			who.Get(t, tasks).WantProblem(t, problem.CodeCompanySignIn)
			who.Get(t, w.ForeignPath("/tasks")).WantProblem(t, problem.CodeNotFound)
		}
		w.Member.Get(t, "/api/v1/me").Want(t, http.StatusOK)
		for _, who := range []*testworld.Person{robin, w.Owner, w.WithToken(t, w.Owner), owners, machine} {
			who.Get(t, tasks).Want(t, http.StatusOK)
		}
		provisioner.Get(t, "/scim/v2/"+w.Acme.String()+"/Users").Want(t, http.StatusOK)

		// A member's way on: he connects his account, and comes in by the provider.
		p.Known(t, w.Member, "member")
		p.Subject = "member"
		signedIn(t, w, p.SignIn(t, w.Anonymous).Arrive(t)).Get(t, tasks).Want(t, http.StatusOK)

		w.Owner.Put(t, path, notRequired).Want(t, http.StatusOK)
		for _, who := range asked {
			who.Get(t, tasks).Want(t, http.StatusOK)
		}
	})
}

// TestARequirementHasItsTime: not a moment before the grace period is over, and what holds
// already isn't weakened by another one.
func TestARequirementHasItsTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, _ *testworld.Company) {
		path, tasks := w.Path("/saml/requirement"), w.Path("/tasks")
		w.Owner.Put(t, path, required(7)).Want(t, http.StatusOK)
		w.Clock.Advance(testworld.Days(7) - time.Microsecond)
		w.SignIn(t, w.Member)
		w.Member.Get(t, tasks).Want(t, http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		w.Member.Get(t, tasks).WantProblem(t, problem.CodeCompanySignIn)
		w.SignIn(t, w.Owner)
		w.Owner.Put(t, path, required(30)).Want(t, http.StatusOK)
		w.Member.Get(t, tasks).WantProblem(t, problem.CodeCompanySignIn)
		w.Owner.Put(t, path, notRequired).Want(t, http.StatusOK)
		w.Owner.Put(t, path, required(30)).Want(t, http.StatusOK)
		w.Member.Get(t, tasks).Want(t, http.StatusOK)
		w.Owner.Put(t, path, required(0)).Want(t, http.StatusOK) // sooner than it was announced
		w.Member.Get(t, tasks).WantProblem(t, problem.CodeCompanySignIn)
	})
}

// TestWhoMayRequireACompanysSignIn: an owner, and an admin who has come in by the provider
// himself; where there is none, nobody.
func TestWhoMayRequireACompanysSignIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, _ *testworld.Company) {
		path := w.Path("/saml/requirement")
		w.Outsider.Put(t, w.ForeignPath("/saml/requirement"), required(0)).WantProblem(t, problem.CodeConflict)
		w.Outsider.Put(t, path, required(0)).WantProblem(t, problem.CodeNotFound)
		w.Member.Put(t, path, required(0)).WantProblem(t, problem.CodeForbidden)
		w.Member.Get(t, path).WantProblem(t, problem.CodeForbidden)
		w.Admin.Put(t, path, required(0)).WantProblem(t, problem.CodeConflict)
		w.Admin.Put(t, path, notRequired).Want(t, http.StatusOK)
		admin := w.BoundTo(t, w.Admin, w.Acme)
		set := admin.Put(t, path, required(0)).Want(t, http.StatusOK)
		admin.Put(t, path, notRequired, testworld.Header("If-Match", `"1"`)).WantProblem(t, problem.CodeEditConflict)
		admin.Put(t, path, notRequired, testworld.Header("If-Match", set.Header.Get("ETag"))).Want(t, http.StatusOK)
		for _, wrong := range []map[string]any{required(-1), required(91), {}} {
			w.Owner.Put(t, path, wrong).WantProblem(t, problem.CodeInvalid)
		}
	})
}

// TestAnOwnerBesideTheProviderIsInTheLog: what an owner does whom it hasn't let in says so,
// while members need it, and nothing else does.
func TestAnOwnerBesideTheProviderIsInTheLog(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, _ *testworld.Company) {
		beside := func(who *testworld.Person) bool {
			before := w.Count(t, "audit_events", "details LIKE '%company_sign_in%'")
			who.Post(t, w.Path("/projects"), map[string]any{"name": "P"}).Want(t, http.StatusCreated)
			return w.Count(t, "audit_events", "details LIKE '%company_sign_in%'") > before
		}
		if beside(w.Owner) {
			t.Error("it is said where nobody needs the provider")
		}
		w.Owner.Put(t, w.Path("/saml/requirement"), required(0)).Want(t, http.StatusOK)
		if !beside(w.Owner) || beside(w.BoundTo(t, w.Owner, w.Acme)) || beside(w.BoundTo(t, w.Member, w.Acme)) {
			t.Error("it is not said of the owner, or of who has come in by it")
		}
	})
}

// TestARequirementEndsWithItsProvider, also when both are asked for at once: nobody is asked
// to come in by what isn't there.
//
// ASVS: 15.4.2
func TestARequirementEndsWithItsProvider(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *testworld.World, p *testworld.Company) {
		path, tasks := w.Path("/saml/requirement"), w.Path("/tasks")
		w.Owner.Put(t, path, required(0)).Want(t, http.StatusOK)
		w.Member.Get(t, tasks).WantProblem(t, problem.CodeCompanySignIn)
		w.Owner.Put(t, w.Path("/saml"), p.Body()).Want(t, http.StatusOK) // changed, it goes on
		w.Member.Get(t, tasks).WantProblem(t, problem.CodeCompanySignIn)
		w.Owner.Delete(t, w.Path("/saml")).Want(t, http.StatusNoContent)
		w.Member.Get(t, tasks).Want(t, http.StatusOK)
		for range 10 {
			w.Owner.Put(t, w.Path("/saml"), p.Body()).Want(t, http.StatusOK)
			var both sync.WaitGroup
			both.Go(func() { w.Owner.Put(t, path, required(0)) })
			both.Go(func() { w.Owner.Delete(t, w.Path("/saml")).Want(t, http.StatusNoContent) })
			both.Wait()
			w.Member.Get(t, tasks).Want(t, http.StatusOK)
		}
	})
}
