package sessions_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/valkey-io/valkey-go"

	"taskflow/internal/app"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/ratelimit"
	"taskflow/internal/testworld"
)

// proxied trusts the tests' own peer to say which address a client has.
func proxied(o *app.Options) {
	o.Edge.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

func from(address string) testworld.RequestOption {
	return testworld.Header("X-Forwarded-For", address)
}

func eachGuarded(t *testing.T, f func(t *testing.T, w *testworld.World), options ...testworld.Option) {
	t.Helper()
	for _, engine := range dbtest.Engines(t) {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, testworld.New(t, engine, append(options, testworld.Guarded)...))
		})
	}
}

// deviceOf is the device cookie that an answer sets, as a request brings it.
func deviceOf(t *testing.T, a *testworld.Answer) testworld.RequestOption {
	t.Helper()
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if strings.HasSuffix(c.Name, "-device") {
			return testworld.Header("Cookie", c.Name+"="+c.Value)
		}
	}
	t.Fatalf("no device cookie in %v", a.Header)
	return nil
}

// A thousand guesses, one a second, from a network as large as you like: few are looked
// at, and the owner gets in meanwhile where he is known, and everywhere once it is over.
//
// ASVS: 6.3.1
func TestAThousandGuessesGetNowhere(t *testing.T) {
	t.Parallel()
	eachGuarded(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		known := deviceOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser"), from("192.0.2.1")).Want(t, http.StatusOK))
		looked := 0
		for n := range 1000 {
			there := from(fmt.Sprintf("198.51.%d.%d", n/250, n%250))
			switch a := w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, fmt.Sprintf("%s %d", another, n), "token"), there); a.Status {
			case http.StatusUnauthorized:
				looked++
			case http.StatusTooManyRequests:
				a.WantProblem(t, problem.CodeTooManyAttempts)
			default:
				t.Fatalf("guess %d was answered %d", n, a.Status)
			}
			if n%100 == 50 {
				w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser"), known, there).Want(t, http.StatusOK)
			}
			w.Clock.Advance(time.Second)
		}
		if looked > 40 { // 6 in the first half minute, then two a minute
			t.Errorf("%d of 1000 guesses were looked at", looked)
		}
		w.Clock.Advance(ratelimit.LongestWait)
		w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser"), from("203.0.113.7")).Want(t, http.StatusOK)
		w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, another, "browser"), from("203.0.113.7")).WantProblem(t, problem.CodeUnauthenticated)
	}, proxied)
}

// The known device's own wrong guesses make it wait like everybody; and it is known to
// one account only.
func TestAKnownDeviceIsNoWayToGuess(t *testing.T) {
	t.Parallel()
	eachGuarded(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		withPassword(t, w, w.Second, good)
		known := deviceOf(t, w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "browser")))
		for _, who := range []*testworld.Person{w.Member, w.Second} {
			for range 2 {
				w.Anonymous.Post(t, loginPath, credentials(who.Email, another, "browser"), known).WantProblem(t, problem.CodeUnauthenticated)
			}
			a := w.Anonymous.Post(t, loginPath, credentials(who.Email, another, "browser"), known).WantProblem(t, problem.CodeTooManyAttempts)
			if a.Header.Get("Retry-After") != "1" {
				t.Errorf("told to wait %q", a.Header.Get("Retry-After"))
			}
		}
	}, proxied)
}

// However an address is written it is one account; what only looks like it is another.
// Loopback waits as everybody does, and so does who guesses at many accounts from one
// network.
func TestNoSpellingOpensAnotherLane(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite, proxied, testworld.Guarded)
	withPassword(t, w, w.Member, good)
	local, domain, _ := strings.Cut(w.Member.Email, "@")
	spellings := []string{w.Member.Email, strings.ToUpper(w.Member.Email), local + "@" + strings.ToUpper(domain)}
	homograph := strings.Replace(w.Member.Email, "example", "ex\u0430mple", 1)
	for n, spelling := range spellings[:2] {
		w.Anonymous.Post(t, loginPath, credentials(spelling, another, "token"), from(fmt.Sprintf("192.0.2.%d", n))).WantProblem(t, problem.CodeUnauthenticated)
	}
	for n, spelling := range spellings {
		w.Anonymous.Post(t, loginPath, credentials(spelling, good, "token"), from(fmt.Sprintf("192.0.2.%d", 10+n))).WantProblem(t, problem.CodeTooManyAttempts)
	}
	w.Anonymous.Post(t, loginPath, credentials(homograph, good, "token"), from("192.0.2.20")).WantProblem(t, problem.CodeUnauthenticated)
	for name, network := range map[string]func(n int) testworld.RequestOption{
		"loopback": func(int) testworld.RequestOption { return from("127.0.0.1") },
		"a /64":    func(n int) testworld.RequestOption { return from(fmt.Sprintf("2001:db8::%x", n+1)) },
	} {
		for n := range 2 {
			w.Anonymous.Post(t, loginPath, credentials(fmt.Sprintf("%d@example.net", n), another, "token"), network(n)).WantProblem(t, problem.CodeUnauthenticated)
		}
		if a := w.Anonymous.Post(t, loginPath, credentials("2@example.net", another, "token"), network(2)); a.Status != http.StatusTooManyRequests {
			t.Errorf("%s isn't made to wait: %d", name, a.Status)
		}
		w.Clock.Advance(time.Hour)
	}
}

// Who has to wait is told the same whoever the account is of.
//
// ASVS: 6.3.8
func TestWaitingTellsNothingOfTheAccount(t *testing.T) {
	t.Parallel()
	eachGuarded(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		withPassword(t, w, w.Disabled, good)
		w.Exec(t, db.Scope{}, "UPDATE users SET state = 'unverified', password_hash = '' WHERE id = $1", w.Second.ID)
		last := map[string]*testworld.Answer{}
		for n, email := range []string{w.Member.Email, w.Disabled.Email, w.Second.Email, "nobody@example.org", "no address"} {
			for range 3 {
				last[email] = w.Anonymous.Post(t, loginPath, credentials(email, another, "token"), from(fmt.Sprintf("192.0.2.%d", n)))
			}
			if diff := differs(last[w.Member.Email].WantProblem(t, problem.CodeTooManyAttempts), last[email]); diff != "" {
				t.Errorf("%s: %s", email, diff)
			}
		}
	}, proxied)
}

// Second factors, step-up and the current password are guessed no faster, and a refused
// attempt uses up none of the answers that a waiting sign-in has.
func TestEveryProofIsGuessedSlowly(t *testing.T) {
	t.Parallel()
	eachGuarded(t, func(t *testing.T, w *testworld.World) {
		withPassword(t, w, w.Member, good)
		withPassword(t, w, w.Second, good)
		code := w.TOTPCode(t, w.Second)
		waiting := w.WaitingSignIn(t, w.Second)
		factor := func(code string) *testworld.Answer {
			return w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]string{"mfa_token": waiting, "method": "totp", "code": code})
		}
		for name, try := range map[string]func(right bool) *testworld.Answer{
			"second factor": func(right bool) *testworld.Answer { return factor(map[bool]string{true: code, false: "000000"}[right]) },
			"step-up": func(right bool) *testworld.Answer {
				return w.Member.Post(t, "/api/v1/auth/step-up", map[string]string{"method": "password", "password": map[bool]string{true: good, false: another}[right]})
			},
			"current password": func(right bool) *testworld.Answer {
				return w.Owner.Post(t, passwordPath, map[string]string{"current_password": map[bool]string{true: good, false: another}[right], "new_password": "nine violet doors sing"})
			},
		} {
			withPassword(t, w, w.Owner, good)
			for range 2 {
				try(false).WantProblem(t, problem.CodeInvalid)
			}
			for range 5 {
				try(true).WantProblem(t, problem.CodeTooManyAttempts)
			}
			w.Clock.Advance(time.Second)
			if a := try(true); a.Status != http.StatusOK {
				t.Errorf("%s: after the wait %d: %s", name, a.Status, a.Body)
			}
		}
	})
}

// Guesses are counted together whichever node they reach.
func TestNodesCountGuessesTogether(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	shared := func(o *app.Options) {
		client, err := valkey.NewClient(valkey.ClientOption{InitAddress: []string{server.Addr()}, DisableCache: true, AlwaysRESP2: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		limiter := ratelimit.NewValkey(client, ratelimit.NewMemory(o.Clock, 1), ratelimit.WithClock(o.Clock), ratelimit.WithPatience(10*time.Second))
		o.Backoff = ratelimit.NewValkeyBackoff(limiter, ratelimit.NewMemoryBackoff(o.Clock, 1))
	}
	w := testworld.New(t, db.SQLite, shared)
	_, second := w.ServeNode(t, shared)
	withPassword(t, w, w.Member, good)
	w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, another, "token")).WantProblem(t, problem.CodeUnauthenticated)
	w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, another, "token"), testworld.On(second.URL)).WantProblem(t, problem.CodeUnauthenticated)
	for _, node := range []string{w.Server.URL, second.URL} {
		w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token"), testworld.On(node)).WantProblem(t, problem.CodeTooManyAttempts)
	}
	w.Clock.Advance(time.Second)
	w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, good, "token"), testworld.On(second.URL)).Want(t, http.StatusOK)
	w.Anonymous.Post(t, loginPath, credentials(w.Member.Email, another, "token")).WantProblem(t, problem.CodeUnauthenticated)
}
