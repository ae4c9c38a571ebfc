package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/testworld"
)

// endings are the ways in which a credential that was good ends, each as a
// change to the account or the session behind it. Of are the kinds that it ends; none is every kind.
var endings = []struct{ name, of, sql string }{
	{"account disabled", "", "UPDATE users SET state = 'disabled' WHERE id = %s"},
	{"account not yet confirmed", "", "UPDATE users SET state = 'unverified' WHERE id = %s"},
	{"session ended", "", "UPDATE sessions SET revoked_at = created_at WHERE user_id = %s"},
	{"session expired", "", "UPDATE sessions SET expires_at = created_at WHERE user_id = %s"},
	{"session idle", "cookie company", "UPDATE sessions SET idle_expires_at = created_at WHERE user_id = %s"},
	{"session gone", "", "DELETE FROM sessions WHERE user_id = %s"},
	{"token of an older version", "token client", "UPDATE users SET token_version = token_version + 1 WHERE id = %s"},
	{"left the key's workspace", "key company", "DELETE FROM members WHERE user_id = %s"},
}

// credentials are the kinds by which requests are known, each as the credential of a new
// owner of Acme, or of a service account there, that was good a moment ago.
var credentials = map[string]func(t *testing.T, s *stage) *testworld.Person{
	"cookie":  func(t *testing.T, s *stage) *testworld.Person { return s.newOwner(t) },
	"token":   func(t *testing.T, s *stage) *testworld.Person { return s.WithToken(t, s.newOwner(t)) },
	"company": func(t *testing.T, s *stage) *testworld.Person { return s.BoundTo(t, s.newOwner(t), s.Acme) },
	"key":     func(t *testing.T, s *stage) *testworld.Person { return s.withEveryScope(t, testworld.Bound{}) },
	"provisioning": func(t *testing.T, s *stage) *testworld.Person {
		s.WithoutProvisioning(t, s.Acme)
		return s.WithProvisioning(t, s.Acme, s.Owner)
	},
	"client": func(t *testing.T, s *stage) *testworld.Person {
		return s.WithClient(t, s.Acme, s.Owner, authz.Member, slices.Collect(maps.Keys(s.permissions()))...)
	},
}

// signIns are the credentials that people sign in for, who can prove themselves anew.
var signIns = []string{"cookie", "token"}

// newOwner is one more owner of Acme.
func (s *stage) newOwner(t *testing.T) *testworld.Person {
	t.Helper()
	who := s.NewPerson(t, "Newcomer")
	s.Join(t, s.Acme, who, authz.Owner)
	return who
}

// TestWhatEndsACredentialEndsItEverywhere: of every kind, on every endpoint, at
// the very next request, though the credential was good a moment before.
func TestWhatEndsACredentialEndsItEverywhere(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, ending := range endings {
			for kind, credential := range credentials {
				if ending.of != "" && !slices.Contains(strings.Fields(ending.of), kind) {
					continue
				}
				who := credential(t, s)
				who.Get(t, s.opens(kind)).Want(t, http.StatusOK) // now it is remembered
				drafts := s.drafts(t, who)
				s.Administer(t, fmt.Sprintf(ending.sql, s.literal(who.ID)))
				s.mustBeOut(t, ending.name+", by "+kind, who, drafts)
			}
		}
	})
}

// opens is an address that a kind of credential opens.
func (s *stage) opens(kind string) string {
	if kind == "provisioning" {
		return "/scim/v2/" + s.Acme.String() + "/Users"
	}
	return s.Path("/tasks")
}

// withEveryScope is a new owner's API key for all that a key can be for.
func (s *stage) withEveryScope(t *testing.T, to testworld.Bound) *testworld.Person {
	t.Helper()
	return s.WithKey(t, s.newOwner(t), to, slices.Collect(maps.Keys(s.permissions()))...)
}

// TestAKeyHoldsFromItsNetworksOnly: from anywhere else it is no credential at all, on
// every endpoint, and each attempt is in the audit log.
func TestAKeyHoldsFromItsNetworksOnly(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		near := s.withEveryScope(t, testworld.Bound{Networks: "203.0.113.0/24 127.0.0.0/8"})
		near.Get(t, s.Path("/tasks")).Want(t, http.StatusOK)
		far := s.withEveryScope(t, testworld.Bound{Networks: "203.0.113.0/24 2001:db8::/32"})
		drafts := s.drafts(t, far)
		before := s.Count(t, "audit_events", "outcome = 'denied'")
		s.mustBeOut(t, "outside its networks", far, drafts)
		if written := s.Count(t, "audit_events", "outcome = 'denied'") - before; written != int64(len(drafts)) {
			t.Errorf("%d attempts left %d entries", len(drafts), written)
		}
	})
}

// TestAKeySeesItsProjectsOnly: whatever is listed, counted or shown to a key that is
// bound to a project names nothing of another one, an open one's things included.
func TestAKeySeesItsProjectsOnly(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, own := range []testworld.Shelf{s.acme.Main, s.acme.Private} {
			s.Reach(t, s.acme, s.acme.Private.Project, s.Owner)
			key := s.WithKey(t, s.Owner, ofShelf(own), slices.Collect(maps.Keys(s.permissions()))...)
			seen := 0
			for _, o := range s.those(operation.inTenant) {
				if !o.Reads() || o.Shape == endpoint.Streams {
					continue
				}
				d := s.working(t, o, key)
				for _, asked := range []draft{d, d.withText()} {
					answer := string(asked.send(t, s.World, key).Body)
					for _, h := range []testworld.Shelf{s.acme.Main, s.acme.Other, s.acme.Private} {
						if h.Project != own.Project {
							s.mustNotName(t, o, answer, h)
						}
					}
					if strings.Contains(answer, own.Project.String()) {
						seen++
					}
				}
			}
			if seen < 5 {
				t.Errorf("only %d answers show its own project", seen)
			}
		}
	})
}

// withText is the request that also searches, where it can.
func (d draft) withText() draft {
	if d.Name == "tasks.list" {
		return d.with("text", "task")
	}
	return d
}

// mustNotName looks for what an answer says of a shelf.
func (s *stage) mustNotName(t *testing.T, o operation, answer string, h testworld.Shelf) {
	t.Helper()
	for _, thing := range []string{
		h.Project.String(), h.Task.String(), h.Neighbour.String(), h.Trashed.String(), h.Column.String(), h.Comment.String(), h.View.String(), h.Item.String(),
	} {
		if strings.Contains(answer, thing) {
			t.Errorf("%s tells a key of another project of %s", o.Name, thing)
		}
	}
}

// drafts are requests for every endpoint that somebody must be signed in for.
func (s *stage) drafts(t *testing.T, who *testworld.Person) (list []draft) {
	t.Helper()
	for _, o := range s.signedIn() {
		list = append(list, s.working(t, o, who))
	}
	return list
}

func (s *stage) mustBeOut(t *testing.T, why string, who *testworld.Person, drafts []draft) {
	t.Helper()
	before := s.RowsAtRest(t)
	for _, d := range drafts {
		answer := d.send(t, s.World, who)
		if answer.Status != http.StatusUnauthorized || !strings.Contains(string(answer.Body), string(problem.CodeUnauthenticated)) {
			t.Errorf("%s: %s answered %d: %.200s", why, d.Name, answer.Status, answer.Body)
		}
	}
	if changed := before.Changed(s.Rows(t)); len(changed) > 0 {
		t.Errorf("%s: requests changed %v", why, changed)
	}
}
