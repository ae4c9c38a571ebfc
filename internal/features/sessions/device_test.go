package sessions_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

// newDevices counts the sign-ins that were told of by mail, as the audit log has them.
func newDevices(t *testing.T, w *testworld.World) int64 {
	t.Helper()
	return w.Count(t, "audit_events", "name = 'auth.login.success' AND details LIKE '%device%'")
}

// TestANewBrowserIsTold: the first one is no news, another is told of by mail, and one
// that is known isn't, unless its cookie is another account's or no cookie of ours.
//
// ASVS: 6.3.5
func TestANewBrowserIsTold(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		who := w.NewPerson(t, "Newcomer")
		w.Exec(t, db.Scope{}, "DELETE FROM sessions WHERE user_id = $1", who.ID)
		withPassword(t, w, who, good)
		withPassword(t, w, w.Member, good)
		login := func(email, cookie string) string {
			options := []testworld.RequestOption{}
			if cookie != "" {
				options = append(options, testworld.Header("Cookie", cookie))
			}
			answer := w.Anonymous.Post(t, loginPath, credentials(email, good, "browser"), options...).Want(t, http.StatusOK)
			for _, line := range answer.Header.Values("Set-Cookie") {
				if strings.HasPrefix(line, "__Host-taskflow-device=") {
					if !strings.Contains(line, "; Secure") || !strings.Contains(line, "; HttpOnly") || !strings.Contains(line, "; SameSite=Lax") {
						t.Errorf("the cookie is %s", line)
					}
					return strings.SplitN(line, ";", 2)[0]
				}
			}
			return ""
		}
		first := login(who.Email, "")
		if first == "" || newDevices(t, w) != 0 {
			t.Fatalf("the first browser: cookie %q, %d told", first, newDevices(t, w))
		}
		if again := login(who.Email, first); again != "" || newDevices(t, w) != 0 {
			t.Errorf("the same browser: cookie %q, %d told", again, newDevices(t, w))
		}
		for n, cookie := range []string{"", "__Host-taskflow-device=nonsense", login(w.Member.Email, "")} {
			before := newDevices(t, w)
			if fresh := login(who.Email, cookie); fresh == "" || newDevices(t, w) != before+1 {
				t.Errorf("stranger %d: cookie %q, %d told", n, fresh, newDevices(t, w)-before)
			}
		}
	})
}
