package provisioning_test

import (
	"net/http"
	"net/url"
	"regexp"
	"runtime"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

type body = map[string]any

const scimType = "application/scim+json"

// idp is an identity provider that holds a token of Acme's.
type idp struct {
	*testworld.Person
	base string
}

func provider(t testing.TB, w *testworld.World) *idp {
	t.Helper()
	return &idp{w.WithProvisioning(t, w.Acme, w.Owner), "/scim/v2/" + w.Acme.String()}
}

// ask sends a request as identity providers do. Whatever the answer is, it is SCIM's.
func (p *idp) ask(t testing.TB, method, path string, b any) *testworld.Answer {
	t.Helper()
	answer := p.Do(t, method, p.base+path, b, testworld.Header("Content-Type", scimType), testworld.Header("Accept", scimType))
	if answer.Status != http.StatusNoContent && answer.Header.Get("Content-Type") != scimType {
		t.Errorf("%s %s answered as %q: %.300s", method, path, answer.Header.Get("Content-Type"), answer.Body)
	}
	return answer
}

// user names somebody and returns his id.
func (p *idp) user(t testing.TB, email string) string {
	t.Helper()
	return p.ask(t, http.MethodPost, "/Users", body{"userName": email}).Want(t, http.StatusCreated).ID(t)
}

// group makes a group of people and returns its id.
func (p *idp) group(t testing.TB, name string, people ...string) string {
	t.Helper()
	members := []body{}
	for _, who := range people {
		members = append(members, body{"value": who})
	}
	return p.ask(t, http.MethodPost, "/Groups", body{"displayName": name, "members": members}).Want(t, http.StatusCreated).ID(t)
}

func (p *idp) active(t testing.TB, user string, is bool) *testworld.Answer {
	t.Helper()
	return p.ask(t, http.MethodPatch, "/Users/"+user, patch(body{"op": "replace", "path": "active", "value": is}))
}

func (p *idp) find(t testing.TB, what, filter string) *testworld.Answer {
	t.Helper()
	return p.ask(t, http.MethodGet, "/"+what+"?filter="+url.QueryEscape(filter), nil)
}

func patch(ops ...body) body {
	return body{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": ops}
}

// maps says what a group stands for.
func maps(t testing.TB, w *testworld.World, group, role string) {
	t.Helper()
	w.Owner.Patch(t, w.Path("/provisioning/groups/%s", group), body{"role": role}).Want(t, http.StatusOK)
}

// roleOf is somebody's role in Acme; empty for none.
func roleOf(t testing.TB, w *testworld.World, p *testworld.Person) (role string) {
	t.Helper()
	answer := w.Owner.Get(t, w.Path("/members/%s", p.ID))
	if answer.Status == http.StatusOK {
		role, _ = answer.Field(t, "role").(string)
	}
	return role
}

// stateOf is what an admin is shown of somebody.
func stateOf(t testing.TB, w *testworld.World, user string) string {
	t.Helper()
	var list struct{ Items []struct{ ID, State string } }
	w.Admin.Get(t, w.Path("/provisioning/users?limit=100")).Want(t, http.StatusOK).JSON(t, &list)
	for _, one := range list.Items {
		if one.ID == user {
			return one.State
		}
	}
	return "unknown"
}

var link = regexp.MustCompile(`token=(tfi_\w+)`)

// invited waits for an address to have been sent n mails, and returns the link of the last.
func invited(t testing.TB, w *testworld.World, email string, n int) string {
	t.Helper()
	sent := w.Mail.Sent(email)
	for deadline := time.Now().Add(10 * time.Second); len(sent) < n; sent = w.Mail.Sent(email) {
		if time.Now().After(deadline) {
			t.Fatalf("%d mails were sent, want %d", len(sent), n)
		}
		runtime.Gosched()
	}
	found := link.FindStringSubmatch(sent[len(sent)-1].Text)
	if found == nil {
		return ""
	}
	return found[1]
}

func accept(t testing.TB, p *testworld.Person, token string) *testworld.Answer {
	t.Helper()
	return p.Post(t, "/api/v1/invitations/accept", body{"token": token})
}

func inAcme(w *testworld.World) db.Scope { return db.Scope{Workspace: w.Acme} }
