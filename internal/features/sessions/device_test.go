package sessions_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/app"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/geo"
	"taskflow/internal/testworld"
	"taskflow/internal/testworld/places"
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

// TestSessionsSayWhereTheyAre: by the operator's file, in the list and in the notice of a
// new browser; without a place there is the address.
func TestSessionsSayWhereTheyAre(t *testing.T) {
	t.Parallel()
	known, err := geo.Open(places.File(t, map[string]geo.Place{"81.2.69.0/24": {City: "London", Country: "GB"}}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = known.Close() })
	eachGuarded(t, func(t *testing.T, w *testworld.World) {
		who := w.Member
		withPassword(t, w, who, good)
		for _, address := range []string{"81.2.69.160", "9.9.9.9"} {
			w.Anonymous.Post(t, loginPath, credentials(who.Email, good, "token"), from(address)).Want(t, http.StatusOK)
		}
		w.Anonymous.Post(t, loginPath, credentials(who.Email, good, "browser"), from("81.2.69.160")).Want(t, http.StatusOK)
		var list struct{ Items []sessions.Session }
		who.Get(t, "/api/v1/me/sessions").Want(t, http.StatusOK).JSON(t, &list)
		at := map[string]string{}
		for _, s := range list.Items {
			at[s.Address] = s.City + "/" + s.Country
		}
		if at["81.2.69.160"] != "London/GB" || at["9.9.9.9"] != "/" {
			t.Errorf("they are at %v", at)
		}
		w.Settle(t)
		told := w.Mail.Sent(who.Email)
		if len(told) == 0 || !strings.Contains(told[len(told)-1].Text, "81.2.69.160 (London, GB)") {
			t.Errorf("the notice says %v", told)
		}
	}, proxied, func(o *app.Options) { o.Places = known })
}
