package provisioning_test

import (
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// TestGroupsStandForRoles: the highest counts, whoever loses the last falls back to the
// default role, and nobody becomes or stops being an owner.
func TestGroupsStandForRoles(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		user, owner := p.user(t, w.Member.Email), p.user(t, w.Owner.Email)
		low, high := p.group(t, "Readers", user, owner), p.group(t, "Leads")
		maps(t, w, low, "guest")
		is := func(want string) {
			t.Helper()
			if got := roleOf(t, w, w.Member); got != want {
				t.Errorf("he is %q, want %q", got, want)
			}
		}
		is("guest")
		maps(t, w, high, "admin")
		is("guest")
		p.ask(t, "PATCH", "/Groups/"+high, patch(body{"op": "add", "path": "members", "value": []body{{"value": user}, {"value": owner}}})).Want(t, 204)
		is("admin")
		maps(t, w, high, "member")
		is("member")
		maps(t, w, high, "")
		is("guest")
		p.ask(t, "PUT", "/Groups/"+low, body{"displayName": "Readers", "members": []body{}}).Want(t, 200)
		is("member") // the default role
		maps(t, w, high, "admin")
		is("admin")
		p.ask(t, "DELETE", "/Groups/"+high, nil).Want(t, 204)
		is("member")
		if role := roleOf(t, w, w.Owner); role != "owner" {
			t.Errorf("the owner is %q", role)
		}
		for _, role := range []string{"owner", "provisioner", "x"} {
			w.Owner.Patch(t, w.Path("/provisioning/groups/%s", low), body{"role": role}).WantProblem(t, problem.CodeInvalid)
		}
		if n := w.Count(t, "audit_events", "name = 'member.role_changed' AND outcome = 'success'"); n != 7 {
			t.Errorf("%d changes of his role left entries", n)
		}
	})
}

// TestARoleOfAGroupIsNotBroughtBack: who was taken out as an admin by a group comes back
// without it when the group is gone.
func TestARoleOfAGroupIsNotBroughtBack(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		user := p.user(t, w.Member.Email)
		group := p.group(t, "Leads", user)
		maps(t, w, group, "admin")
		p.active(t, user, false).Want(t, 200)
		p.ask(t, "DELETE", "/Groups/"+group, nil).Want(t, 204)
		p.active(t, user, true).Want(t, 200)
		if role := roleOf(t, w, w.Member); role != "member" {
			t.Errorf("he came back as %q", role)
		}
	})
}

// TestAnothersIDs: nobody of another workspace is found, changed, or put into a group.
//
// ASVS: 8.4.1
func TestAnothersIDs(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		theirs := &idp{w.WithProvisioning(t, w.Umbra, w.Outsider), "/scim/v2/" + w.Umbra.String()}
		user, group := theirs.user(t, "one@example.org"), theirs.group(t, "Theirs")
		mine, ours := p.user(t, "two@example.org"), p.group(t, "Ours")
		before := w.RowsAtRest(t)
		for path, b := range map[string]body{"/Users/" + user: {"userName": "x@example.org"}, "/Groups/" + group: {"displayName": "x"}} {
			p.ask(t, "GET", path, nil).WantProblem(t, problem.CodeNotFound)
			p.ask(t, "PUT", path, b).WantProblem(t, problem.CodeNotFound)
			p.ask(t, "PATCH", path, patch(body{"op": "replace", "path": "displayName", "value": "x"})).WantProblem(t, problem.CodeNotFound)
			p.ask(t, "DELETE", path, nil).WantProblem(t, problem.CodeNotFound)
		}
		p.ask(t, "PATCH", "/Groups/"+ours, patch(body{"op": "add", "path": "members", "value": []body{{"value": user}}})).WantProblem(t, problem.CodeNotFound)
		p.ask(t, "PATCH", "/Groups/"+ours, patch(body{"op": "add", "path": "members", "value": []body{{"value": group, "type": "Group"}}})).Want(t, 400)
		p.ask(t, "PUT", "/Groups/"+ours, body{"displayName": "Ours", "members": []body{{"value": user}}}).WantProblem(t, problem.CodeNotFound)
		p.ask(t, "POST", "/Groups", body{"displayName": "More", "members": []body{{"value": mine}, {"value": user}}}).WantProblem(t, problem.CodeNotFound)
		for _, filter := range []string{`id eq "` + user + `"`, `userName eq "one@example.org"`, `emails.value eq "one@example.org"`} {
			if got := p.find(t, "Users", filter).Want(t, 200); got.Field(t, "totalResults") != float64(0) {
				t.Errorf("%s found %s", filter, got.Body)
			}
		}
		for _, filter := range []string{`id eq "` + group + `"`, `displayName eq "Theirs"`, `members.value eq "` + user + `"`} {
			if got := p.find(t, "Groups", filter).Want(t, 200); got.Field(t, "totalResults") != float64(0) {
				t.Errorf("%s found %s", filter, got.Body)
			}
		}
		(&idp{p.Person, theirs.base}).ask(t, "GET", "/Users", nil).WantProblem(t, problem.CodeNotFound)
		if changed := before.Changed(w.Rows(t)); len(changed) > 0 {
			t.Errorf("what was refused changed %v", changed)
		}
	})
}
