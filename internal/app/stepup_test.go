package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// TestStepUpIsAskedOnTime: what asks for a recent proof works up to the edge of
// its time, and from there on answers what to do and changes nothing, for every
// such endpoint and both kinds of sign-in.
//
// ASVS: 7.5.3 10.3.4
func TestStepUpIsAskedOnTime(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		asking := s.those(func(o operation) bool { return o.StepUp > 0 })
		if len(asking) < 4 {
			t.Fatalf("only %d endpoints ask for a step-up", len(asking))
		}
		for _, o := range asking {
			for _, kind := range signIns {
				who := credentials[kind](t, s)
				d := s.working(t, o, who)
				s.provenBefore(t, who, o.StepUp)
				before := s.RowsAtRest(t)
				late := d.send(t, s.World, who)
				late.WantProblem(t, problem.CodeReauthenticate)
				if says := late.Header.Get("WWW-Authenticate"); !strings.Contains(says, "insufficient_user_authentication") {
					t.Errorf("%s by %s: WWW-Authenticate is %q", o.Name, kind, says)
				}
				if changed := before.Changed(s.Rows(t)); len(changed) > 0 {
					t.Errorf("%s by %s was refused and changed %v", o.Name, kind, changed)
				}
				s.provenBefore(t, who, o.StepUp-time.Microsecond)
				if answer := d.send(t, s.World, who); answer.Status >= http.StatusBadRequest {
					t.Errorf("%s by %s answered %d just in time: %.200s", o.Name, kind, answer.Status, answer.Body)
				}
				s.reset(t) // what it was about may be gone
			}
		}
	})
}

// provenBefore moves a person's latest proof into the past.
func (s *stage) provenBefore(t *testing.T, who *testworld.Person, age time.Duration) {
	t.Helper()
	s.World.Proven(t, who, s.Clock.Now().Add(-age))
}

// TestASecondFactorIsAskedEverywhere: where the workspace's policy wants a second
// factor, every endpoint of the workspace wants it, from its time on, of those whom
// it is about, and nothing else is told.
func TestASecondFactorIsAskedEverywhere(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, c := range []struct {
			mfa, strength, ways string
			who                 func() *testworld.Person
			refused             bool
		}{
			{"everyone", "any", "password", func() *testworld.Person { return s.Member }, true},
			{"everyone", "any", "magic_link totp", func() *testworld.Person { return s.Member }, true},
			{"everyone", "any", "password totp", func() *testworld.Person { return s.Member }, false},
			{"everyone", "passkey", "password totp", func() *testworld.Person { return s.Member }, true},
			{"everyone", "passkey", "passkey", func() *testworld.Person { return s.Member }, false},
			{"admins", "any", "password", func() *testworld.Person { return s.Member }, false},
			{"admins", "any", "password", func() *testworld.Person { return s.Admin }, true},
			{"off", "any", "password", func() *testworld.Person { return s.Owner }, false},
		} {
			who := c.who()
			s.Policy(t, c.mfa, c.strength, s.Clock.Now())
			s.Ways(t, who, c.ways)
			for _, o := range s.those(operation.inTenant) {
				if !o.Reads() && !c.refused {
					continue // that they work, the other tests show
				}
				answer := s.working(t, o, who).send(t, s.World, who)
				asked := answer.Status == http.StatusForbidden && strings.Contains(string(answer.Body), string(problem.CodeSecondFactor))
				if asked != c.refused {
					t.Errorf("%+v: %s answered %d: %.120s", c, o.Name, answer.Status, answer.Body)
				}
			}
		}
		s.Policy(t, "everyone", "any", s.Clock.Now().Add(time.Microsecond))
		s.Ways(t, s.Member, "password")
		s.Member.Get(t, s.Path("/members")).Want(t, http.StatusOK)
		s.Clock.Advance(time.Microsecond)
		s.Member.Get(t, s.Path("/members")).WantProblem(t, problem.CodeSecondFactor)
		s.Member.Get(t, "/api/v1/me").Want(t, http.StatusOK)
	})
}
