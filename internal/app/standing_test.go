package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

// endings are the ways in which a credential that was good ends, each as a
// change to the account or the session behind it. Of is empty where it ends every kind.
var endings = []struct{ name, of, sql string }{
	{"account disabled", "", "UPDATE users SET state = 'disabled' WHERE id = %s"},
	{"account not yet confirmed", "", "UPDATE users SET state = 'unverified' WHERE id = %s"},
	{"session ended", "", "UPDATE sessions SET revoked_at = created_at WHERE user_id = %s"},
	{"session expired", "", "UPDATE sessions SET expires_at = created_at WHERE user_id = %s"},
	{"session idle", "cookie", "UPDATE sessions SET idle_expires_at = created_at WHERE user_id = %s"},
	{"session gone", "", "DELETE FROM sessions WHERE user_id = %s"},
	{"token of an older version", "token", "UPDATE users SET token_version = token_version + 1 WHERE id = %s"},
}

// credentials are the kinds by which people are known.
var credentials = map[string]func(t *testing.T, s *stage) *testworld.Person{
	"cookie": func(t *testing.T, s *stage) *testworld.Person { return s.newOwner(t) },
	"token":  func(t *testing.T, s *stage) *testworld.Person { return s.WithToken(t, s.newOwner(t)) },
}

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
				if ending.of != "" && ending.of != kind {
					continue
				}
				who := credential(t, s)
				who.Get(t, "/api/v1/me").Want(t, http.StatusOK) // now it is remembered
				drafts := s.drafts(t, who)
				s.Administer(t, fmt.Sprintf(ending.sql, s.literal(who.ID)))
				s.mustBeOut(t, ending.name+", by "+kind, who, drafts)
			}
		}
	})
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
	before := s.Rows(t)
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
