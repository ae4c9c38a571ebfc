package app_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

// TestACompanysSignInIsAskedEverywhere: where the workspace asks its members to come in by
// its own provider, every endpoint of the workspace does, downloads and streams among them,
// whatever credential somebody has, and nothing else is told or changed.
func TestACompanysSignInIsAskedEverywhere(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		every := slices.Collect(maps.Keys(s.permissions()))
		s.company(t)
		s.Exec(t, db.Scope{Workspace: s.Acme}, "UPDATE workspaces SET company_from = $1 WHERE id = $2", s.Clock.Now(), s.Acme)
		for _, c := range []struct {
			what    string
			who     *testworld.Person
			refused bool
		}{
			{"a session", s.Admin, true},
			{"an access token", s.WithToken(t, s.Admin), true},
			{"an API key", s.WithKey(t, s.Admin, testworld.Bound{}, every...), true},
			{"a session of the provider's", s.BoundTo(t, s.Admin, s.Acme), false},
			{"an owner's session", s.Owner, false},
			{"an owner's access token", s.WithToken(t, s.Owner), false},
			{"an owner's API key", s.WithKey(t, s.Owner, testworld.Bound{}, every...), false},
			{"a service account", s.WithClient(t, s.Acme, s.Owner, authz.Admin, every...), false},
		} {
			for _, o := range s.those(func(o operation) bool { return o.inTenant() && (c.refused || o.Reads()) }) {
				s.meetsCompany(t, c.what, o, c.who, c.refused)
			}
		}
	})
}

// meetsCompany asks for what would work and holds the answer to what is asked of the credential.
func (s *stage) meetsCompany(t *testing.T, what string, o operation, who *testworld.Person, refused bool) {
	t.Helper()
	answer := s.working(t, o, who).send(t, s.World, who)
	asked := answer.Status == http.StatusForbidden && strings.Contains(string(answer.Body), string(problem.CodeCompanySignIn))
	if refused && (o.Permission.OfProvisioning() || !o.Permission.OpenToMachines() && answer.Status == http.StatusForbidden) {
		asked = answer.Status == http.StatusForbidden // of another form, or refused to its kind before
	}
	if asked != refused {
		t.Errorf("%s: %s answered %d: %.120s", what, o.Name, answer.Status, answer.Body)
	}
}
