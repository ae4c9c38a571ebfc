package app_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/testworld"
)

// revocations are what an operator can do to an account, or to the keys, from another
// process: an App of its own that does no background work.
var revocations = map[string]func(ctx context.Context, operator *app.App, who *testworld.Person) error{
	"user disable": func(ctx context.Context, a *app.App, who *testworld.Person) error {
		return a.DisableUser(ctx, who.Email)
	},
	"user revoke": func(ctx context.Context, a *app.App, who *testworld.Person) error {
		return a.RevokeUser(ctx, who.Email)
	},
	"sessions revoke": func(ctx context.Context, a *app.App, who *testworld.Person) error {
		return a.RevokeSession(ctx, who.Session.String())
	},
}

// TestRevocationReachesEveryNode: of every credential, though it was good on that node
// a moment before, at the next request; an open stream ends. How soon, latency_test.go measures.
//
// ASVS: 7.4.1 7.4.2 7.4.5
func TestRevocationReachesEveryNode(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		_, there := s.ServeNode(t)
		operator := s.Node(t)
		for what, revoke := range revocations {
			for kind, credential := range credentials {
				who := credential(t, s)
				who.Get(t, s.opens(kind), testworld.On(there.URL)).Want(t, http.StatusOK)
				over := s.follow(t, who, there.URL)
				if err := revoke(t.Context(), operator, who); err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if answer := who.Get(t, s.opens(kind), testworld.On(there.URL)); answer.Status != http.StatusUnauthorized {
					t.Errorf("%s, by %s: answered %d", what, kind, answer.Status)
				}
				select {
				case <-over:
				case <-time.After(20 * time.Second):
					t.Errorf("%s, by %s: the stream goes on", what, kind)
				}
				if what == "user disable" {
					if err := operator.EnableUser(t.Context(), who.Email); err != nil {
						t.Error(err)
					}
					who.Get(t, s.opens(kind)).Want(t, http.StatusUnauthorized)
				}
			}
		}
	})
}

// follow opens a stream on a node and tells when it has ended.
func (s *stage) follow(t *testing.T, who *testworld.Person, node string) <-chan time.Time {
	t.Helper()
	if who.Name == s.acme.Provisioner.Name { // no stream is open to a provider
		none := make(chan time.Time)
		close(none)
		return none
	}
	response, err := s.Server.Client().Do(who.Request(t, http.MethodGet, s.Path("/events"), nil, testworld.On(node)))
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the stream is answered %d", response.StatusCode)
	}
	over := make(chan time.Time, 1)
	go func() {
		defer func() { _ = response.Body.Close() }()
		buffer := make([]byte, 1024)
		for {
			if _, err := response.Body.Read(buffer); err != nil {
				over <- time.Now()
				return
			}
		}
	}()
	return over
}

// TestARevokedKeyReachesEveryNode: what it has signed is refused at once; what is signed
// afterwards is believed by everybody.
//
// ASVS: 7.4.1
func TestARevokedKeyReachesEveryNode(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		_, there := s.ServeNode(t)
		operator := s.Node(t)
		who := credentials["token"](t, s)
		who.Get(t, "/api/v1/me", testworld.On(there.URL)).Want(t, http.StatusOK)
		before := operator.Keys()
		if err := operator.RevokeKey(t.Context(), before[len(before)-1].ID); err != nil {
			t.Fatal(err)
		}
		for _, node := range []string{s.Server.URL, there.URL} {
			who.Get(t, "/api/v1/me", testworld.On(node)).Want(t, http.StatusUnauthorized)
		}
		for deadline := time.Now().Add(20 * time.Second); len(s.App.Keys()) == len(before) && time.Now().Before(deadline); {
			s.Anonymous.Get(t, "/.well-known/jwks.json").Want(t, http.StatusOK)
		}
		if list := s.Anonymous.Get(t, "/.well-known/jwks.json"); strings.Contains(string(list.Body), before[len(before)-1].ID) {
			t.Errorf("published are %s", list.Body)
		}
		s.WithToken(t, s.Owner).Get(t, "/api/v1/me", testworld.On(there.URL)).Want(t, http.StatusOK)
	})
}
