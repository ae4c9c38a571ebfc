package recovery_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/recovery"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

// A reset ends what was signed in, signs nobody in, and skips no second factor.
//
// ASVS: 6.3.7 6.4.3 7.4.3
func TestAResetEndsEverythingAndSkipsNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		w.TOTPCode(t, w.Member)
		client, family := w.WithToken(t, w.Member), w.RefreshToken(t, w.Member)
		waiting := w.WaitingSignIn(t, w.Member)
		link := ask(t, w, forgot, w.Member)
		if link == "" {
			t.Fatal("no link was sent")
		}
		other := ask(t, w, forgot, w.Member)
		w.Anonymous.Get(t, "/reset?token="+link) // as a mail scanner does
		w.Member.Get(t, me).Want(t, http.StatusOK)

		answer := reset(t, w, link, another).Want(t, http.StatusOK)
		for _, c := range (&http.Response{Header: answer.Header}).Cookies() {
			if !strings.HasSuffix(c.Name, "-device") {
				t.Errorf("the reset sets the cookie %s", c.Name)
			}
		}
		w.Member.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
		client.Get(t, me).WantProblem(t, problem.CodeUnauthenticated)
		w.Anonymous.Post(t, "/api/v1/auth/refresh", map[string]string{"refresh_token": family}).WantProblem(t, problem.CodeUnauthenticated)
		w.Clock.Advance(time.Minute)
		code := w.CodeAt(t, w.Clock.Now())
		w.Anonymous.Post(t, "/api/v1/auth/mfa/verify", map[string]string{"mfa_token": waiting, "method": "totp", "code": code}).WantProblem(t, problem.CodeUnauthenticated)
		login(t, w, w.Member, good).WantProblem(t, problem.CodeUnauthenticated)
		if signed := login(t, w, w.Member, another).Want(t, http.StatusOK); signed.Field(t, "mfa") == nil {
			t.Errorf("the second factor was not asked for: %s", signed.Body)
		}
		for _, dead := range []string{link, other} {
			reset(t, w, dead, "nine violet doors sing").WantProblem(t, problem.CodeGone)
		}
		sent := mails(t, w, w.Member)
		if last := sent[len(sent)-1]; last.Kind != "auth.password-changed" || strings.Contains(last.Text, "#tf") {
			t.Errorf("the notice is %+v", last)
		}
		if n := w.Count(t, "audit_events", "name = 'auth.password_reset' AND outcome = 'success'"); n != 1 {
			t.Errorf("%d audit entries", n)
		}
		w.Second.Get(t, me).Want(t, http.StatusOK)
	})
}

// ASVS: 6.4.1
func TestALinkWorksForFifteenMinutes(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for path, use := range map[string]func(string) *testworld.Answer{
			forgot: func(token string) *testworld.Answer { return reset(t, w, token, another) },
			magic:  func(token string) *testworld.Answer { return open(t, w, token) },
		} {
			w.SetPassword(t, w.Member, good)
			late := ask(t, w, path, w.Member)
			w.Clock.Advance(recovery.LinkLife)
			use(late).WantProblem(t, problem.CodeGone)
			inTime := ask(t, w, path, w.Member)
			w.Clock.Advance(recovery.LinkLife - time.Microsecond)
			use(inTime).Want(t, http.StatusOK)
			use(inTime).WantProblem(t, problem.CodeGone)
		}
	})
}

// Links are counted by account and network, and by day over all networks; the answer
// doesn't show when none is sent.
func TestLinksAreFew(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w = testworld.New(t, w.Engine, proxied)
		for _, path := range []string{forgot, magic} {
			w.SetPassword(t, w.Member, good)
			for n := range recovery.LinksPerHour + 2 {
				link := ask(t, w, path, w.Member, from(fmt.Sprintf("2001:db8:1:%x::1", n)))
				if (link == "") != (n >= recovery.LinksPerHour) {
					t.Errorf("%s: request %d of a network got %q", path, n, link)
				}
			}
			if ask(t, w, path, w.Member, from("203.0.113.9")) == "" {
				t.Errorf("%s: strangers have used up what the owner may be sent", path)
			}
			w.Clock.Advance(time.Hour)
			if ask(t, w, path, w.Member, from("2001:db8:1::1")) == "" {
				t.Errorf("%s: nothing is sent an hour later", path)
			}
			sent := recovery.LinksPerHour + 2
			for n := range recovery.LinksPerDay {
				if ask(t, w, path, w.Member, from(fmt.Sprintf("192.0.2.%d", n))) != "" {
					sent++
				}
			}
			if sent != recovery.LinksPerDay {
				t.Errorf("%s: %d links in a day", path, sent)
			}
		}
	})
}

// Whoever is asked for, the answer is one and the same, and mail goes only to whom an
// active account belongs.
//
// ASVS: 6.3.8
func TestAskingTellsNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		w.SetPassword(t, w.Disabled, good)
		w.Exec(t, db.Scope{}, "UPDATE users SET state = 'unverified', password_hash = '', confirmed_at = NULL WHERE id = $1", w.Second.ID)
		for _, path := range []string{forgot, magic} {
			known := w.Anonymous.Post(t, path, map[string]string{"email": w.Member.Email}).Want(t, http.StatusOK)
			for _, email := range []string{w.Disabled.Email, w.Second.Email, "nobody@example.org", strings.ToUpper(w.Member.Email)} {
				if diff := differs(known, w.Anonymous.Post(t, path, map[string]string{"email": email})); diff != "" {
					t.Errorf("%s %s: %s", path, email, diff)
				}
			}
		}
		if n := len(mails(t, w, w.Member)); n != 4 {
			t.Errorf("the owner got %d mails", n)
		}
		for _, p := range []*testworld.Person{w.Disabled, w.Second} {
			if got := mails(t, w, p); len(got) != 0 {
				t.Errorf("%s got %d mails", p.Name, len(got))
			}
		}
		if n := len(w.Mail.Sent("nobody@example.org")); n != 0 {
			t.Errorf("%d mails to nobody", n)
		}
	})
}

// Disabled accounts are shut out by links from before, too, and stay so for those links.
func TestALinkEndsWithTheAccount(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		link, way := ask(t, w, forgot, w.Member), ask(t, w, magic, w.Member)
		never := strings.Repeat("x", 60)
		gone := reset(t, w, never, another).WantProblem(t, problem.CodeGone)
		w.Exec(t, db.Scope{}, "UPDATE users SET state = 'disabled', token_version = token_version + 1 WHERE id = $1", w.Member.ID)
		for range 2 {
			for _, a := range []*testworld.Answer{reset(t, w, link, another), open(t, w, way), open(t, w, link), reset(t, w, way, another)} {
				if diff := differs(gone, a); diff != "" {
					t.Error(diff)
				}
			}
			w.Exec(t, db.Scope{}, "UPDATE users SET state = 'active', token_version = token_version + 1 WHERE id = $1", w.Member.ID)
		}
		login(t, w, w.Member, good).Want(t, http.StatusOK)
	})
}

// A password that is refused doesn't cost the link; with a second factor a shorter one will do.
//
// ASVS: 6.2.1 6.2.4
func TestARefusedPasswordKeepsTheLink(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		link := ask(t, w, forgot, w.Member)
		for _, bad := range []string{"short", "gX9#kw2Q", "passwordpassword", w.Member.Email, strings.Repeat("ä", 600)} {
			a := reset(t, w, link, bad).WantProblem(t, problem.CodeInvalid)
			if !strings.Contains(string(a.Body), "body.password") || strings.Contains(string(a.Body), bad) {
				t.Errorf("refused with %s", a.Body)
			}
		}
		w.TOTPCode(t, w.Member)
		reset(t, w, link, "gX9#kw2Q").Want(t, http.StatusOK)
		login(t, w, w.Member, "gX9#kw2Q").Want(t, http.StatusOK)
	})
}

func TestNoPasswordIsMadeByMail(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		link := ask(t, w, forgot, w.Member)
		w.Exec(t, db.Scope{}, "UPDATE users SET password_hash = '' WHERE id = $1", w.Member.ID)
		reset(t, w, link, another).WantProblem(t, problem.CodeGone)
		w.Anonymous.Post(t, forgot, map[string]string{"email": w.Member.Email}).Want(t, http.StatusOK)
		sent := mails(t, w, w.Member)
		if last := sent[len(sent)-1]; last.Kind != "auth.no-password" || strings.Contains(last.Text, "#") {
			t.Errorf("the mail is %+v", last)
		}
	})
}

// Of twenty that use a link at once, on two nodes, one gets through.
func TestOneOfTwentyUsesOfALinkWins(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		_, second := w.ServeNode(t)
		nodes := []testworld.RequestOption{testworld.On(w.Server.URL), testworld.On(second.URL)}
		for path, use := range map[string]func(string, testworld.RequestOption) *testworld.Answer{
			forgot: func(link string, node testworld.RequestOption) *testworld.Answer {
				return reset(t, w, link, another, node)
			},
			magic: func(link string, node testworld.RequestOption) *testworld.Answer { return open(t, w, link, node) },
		} {
			link := ask(t, w, path, w.Member)
			answers := make([]*testworld.Answer, 20)
			together(20, func(i int) { answers[i] = use(link, nodes[i%2]) })
			won := 0
			for _, a := range answers {
				switch a.Status {
				case http.StatusOK:
					won++
				case http.StatusGone:
				default:
					t.Errorf("%s answered %d: %s", path, a.Status, a.Body)
				}
			}
			if won != 1 {
				t.Errorf("%s: %d of 20 won", path, won)
			}
		}
	})
}

// Links lead to the configured address, whatever a request calls its host.
func TestTheHostHeaderIsInNoLink(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	w.SetPassword(t, w.Member, good)
	evil := func(r *http.Request) { r.Host = "evil.example" }
	for _, path := range []string{forgot, magic} {
		if ask(t, w, path, w.Member, evil, testworld.Header("X-Forwarded-Host", "evil.example")) == "" {
			t.Error("no link was sent")
		}
	}
	for _, m := range mails(t, w, w.Member) {
		if strings.Contains(m.Text, "evil.example") {
			t.Errorf("the mail says %s", m.Text)
		}
	}
}

// What can't be an address or a password is refused clearly, and tells nothing.
func TestBadInputIsRefused(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	w.SetPassword(t, w.Member, good)
	link := ask(t, w, forgot, w.Member)
	for name, c := range map[string]struct {
		path, body string
		code       problem.Code
	}{
		"a megabyte of password": {resetPath, `{"token":"` + link + `","password":"` + strings.Repeat("a", 1<<20) + `"}`, problem.CodeTooLarge},
		"long password":          {resetPath, `{"token":"` + link + `","password":"` + strings.Repeat("a", 2000) + `"}`, problem.CodeInvalid},
		"invalid UTF-8":          {resetPath, `{"token":"` + link + `","password":"seven green lamps ` + "\xff" + `"}`, problem.CodeBadRequest},
		"invalid address":        {forgot, `{"email":"` + "a\xff@example.org" + `"}`, problem.CodeBadRequest},
		"NUL in an address":      {forgot, `{"email":"a\u0000@example.org"}`, problem.CodeInvalid},
		"two lines":              {magic, `{"email":"a@example.org\r\nBcc: b@example.org"}`, problem.CodeInvalid},
		"two addresses":          {magic, `{"email":"a@example.org,b@example.org"}`, problem.CodeInvalid},
		"letters like others":    {forgot, `{"email":"rоbin@example.org"}`, problem.CodeInvalid}, // the first o is Cyrillic
		"no token":               {magicVerify, `{"token":""}`, problem.CodeInvalid},
		"a long token":           {magicVerify, `{"token":"` + strings.Repeat("x", 201) + `"}`, problem.CodeInvalid},
	} {
		if a := w.Anonymous.Post(t, c.path, c.body); a.Status != c.code.Status() {
			t.Errorf("%s: answered %d, want %s: %.200s", name, a.Status, c.code, a.Body)
		}
	}
	reset(t, w, link, "seven\x00green lamps hum!").WantProblem(t, problem.CodeInvalid)
	reset(t, w, link, "  зелёные лампы 𝄞  ").Want(t, http.StatusOK) // nothing is trimmed, any script is one
	login(t, w, w.Member, "зелёные лампы 𝄞").WantProblem(t, problem.CodeUnauthenticated)
	login(t, w, w.Member, "  зеле\u0308ные лампы 𝄞  ").Want(t, http.StatusOK)
}
