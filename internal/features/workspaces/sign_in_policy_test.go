package workspaces_test

import (
	"net/http"
	"testing"
	"time"

	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

func policy(of, strength string, days int) map[string]any {
	return map[string]any{"of": of, "strength": strength, "grace_days": days}
}

// TestAPolicyHoldsFromItsTimeOn: until the grace period is over, and not a moment
// longer, what held before holds; nothing is weaker in between.
func TestAPolicyHoldsFromItsTimeOn(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path, members := w.Path("/sign-in-policy"), w.Path("/members")
		w.Ways(t, w.Owner, "password totp")
		if got := w.Member.Get(t, path).Want(t, http.StatusOK); got.Field(t, "of") != "off" {
			t.Fatalf("at first %s", got.Body)
		}
		w.Owner.Put(t, path, policy("everyone", "any", 7)).Want(t, http.StatusOK)
		w.Clock.Advance(7*24*time.Hour - time.Microsecond)
		w.SignIn(t, w.Member)
		w.Member.Get(t, members).Want(t, http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		w.Member.Get(t, members).WantProblem(t, problem.CodeSecondFactor)

		w.SignIn(t, w.Owner)
		w.SignIn(t, w.Admin)
		w.Ways(t, w.Owner, "passkey")
		w.Owner.Put(t, path, policy("admins", "passkey", 14)).Want(t, http.StatusOK)
		w.Member.Get(t, members).WantProblem(t, problem.CodeSecondFactor)
		w.Owner.Put(t, path, policy("admins", "passkey", 0)).Want(t, http.StatusOK)
		w.Member.Get(t, members).Want(t, http.StatusOK)
		w.Ways(t, w.Admin, "password totp")
		w.Admin.Get(t, members).WantProblem(t, problem.CodeSecondFactor)
		w.Owner.Put(t, path, policy("off", "any", 0)).Want(t, http.StatusOK)
		w.Admin.Get(t, members).Want(t, http.StatusOK)
	})
}

// TestNobodyAsksForMoreThanTheyShow: whoever sets the policy can't be shut out by it.
func TestNobodyAsksForMoreThanTheyShow(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := w.Path("/sign-in-policy")
		w.Owner.Put(t, path, policy("everyone", "any", 30)).WantProblem(t, problem.CodeConflict)
		w.Ways(t, w.Owner, "password totp")
		w.Owner.Put(t, path, policy("admins", "passkey", 0)).WantProblem(t, problem.CodeConflict)
		got := w.Owner.Put(t, path, policy("admins", "any", 0)).Want(t, http.StatusOK)
		w.Owner.Put(t, path, policy("off", "any", 0), testworld.Header("If-Match", `"1"`)).WantProblem(t, problem.CodeEditConflict)
		w.Owner.Put(t, path, policy("off", "any", 0), testworld.Header("If-Match", got.Header.Get("ETag"))).Want(t, http.StatusOK)
		for _, wrong := range []map[string]any{policy("all", "any", 0), policy("off", "weak", 0), policy("off", "any", -1), policy("off", "any", 91)} {
			w.Owner.Put(t, path, wrong).WantProblem(t, problem.CodeInvalid)
		}
	})
}
