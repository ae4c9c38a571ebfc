package authn_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
)

// door is an Authenticator with one person's browser session behind it.
type door struct {
	*authn.Authenticator
	*signer
	db      *db.DB
	cookie  string
	user    id.User
	session id.Session
}

func newDoor(tb testing.TB, config db.Config) *door {
	tb.Helper()
	database, err := db.Open(tb.Context(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(database.Close)
	plain, hash := token.New(token.Session)
	d := &door{
		signer: newSigner(tb), db: database, cookie: plain.Reveal(), user: id.New[id.User](), session: id.New[id.Session](),
	}
	d.Authenticator = authn.NewAuthenticator(database, d.tokens)
	now := d.clock.Now()
	d.exec(tb, `INSERT INTO users (id, email, email_key, name, password_hash, state, created_at, updated_at)
		VALUES ($1, 'a@example.org', 'a@example.org', 'A', '', 'active', $2, $2)`, d.user, now)
	d.exec(tb, `INSERT INTO sessions (id, user_id, kind, cookie_hash, user_agent, address, created_at, last_seen_at, idle_expires_at, expires_at)
		VALUES ($1, $2, 'browser', $3, '', '', $4, $4, $5, $6)`, d.session, d.user, hash[:], now, now.Add(authn.IdleLife), now.Add(authn.AbsoluteLife))
	return d
}

func (d *door) exec(tb testing.TB, sql string, args ...any) {
	tb.Helper()
	err := d.db.Update(tb.Context(), db.Scope{}, func(tx *db.Tx) error {
		_, err := tx.Exec(tb.Context(), "-- name: Test :execrows\n"+sql, args...)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
}

func (d *door) standing(t *testing.T, p authn.Principal) (s authz.Standing) {
	t.Helper()
	err := d.db.View(t.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
		s, err = authz.Stand(t.Context(), tx, p, id.Workspace{}, d.clock.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func request(tb testing.TB, headers ...string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, "/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

// ASVS: 7.2.1
func TestWhoMakesARequest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := newDoor(t, config)
		bearer := "Bearer " + d.issue(t)
		good := authn.CookieName + "=" + d.cookie
		unknown, _ := token.New(token.Session)
		refresh, _ := token.New(token.Refresh)
		for name, c := range map[string]struct {
			headers []string
			user    id.User
			method  authn.Method
		}{
			"nobody":                {nil, id.User{}, authn.Anonymous},
			"another cookie":        {[]string{"Cookie", "taskflow=" + d.cookie}, id.User{}, authn.Anonymous},
			"a cookie":              {[]string{"Cookie", "a=b; " + good + "; c=d"}, d.user, authn.Cookie},
			"a token":               {[]string{"Authorization", bearer}, d.signer.user, authn.Token},
			"a token, scheme small": {[]string{"Authorization", strings.Replace(bearer, "Bearer", "bearer", 1)}, d.signer.user, authn.Token},
			"both":                  {[]string{"Authorization", bearer, "Cookie", good}, id.User{}, ""},
			"two tokens":            {[]string{"Authorization", bearer, "Authorization", bearer}, id.User{}, ""},
			"two cookies":           {[]string{"Cookie", good + "; " + good}, id.User{}, ""},
			"two cookie headers":    {[]string{"Cookie", good, "Cookie", good}, id.User{}, ""},
			"an empty cookie":       {[]string{"Cookie", authn.CookieName + "="}, id.User{}, ""},
			"an unknown cookie":     {[]string{"Cookie", authn.CookieName + "=" + unknown.Reveal()}, id.User{}, ""},
			"a refresh token":       {[]string{"Cookie", authn.CookieName + "=" + refresh.Reveal()}, id.User{}, ""},
			"a cookie as a token":   {[]string{"Authorization", "Bearer " + d.cookie}, id.User{}, ""},
			"another scheme":        {[]string{"Authorization", "Basic " + d.cookie}, id.User{}, ""},
			"no scheme":             {[]string{"Authorization", strings.TrimPrefix(bearer, "Bearer ")}, id.User{}, ""},
			"an empty header":       {[]string{"Authorization", ""}, id.User{}, ""},
			"two spaces":            {[]string{"Authorization", strings.Replace(bearer, " ", "  ", 1)}, id.User{}, ""},
		} {
			p, err := d.Authenticate(request(t, c.headers...))
			if c.method == "" && problem.CodeOf(err) == problem.CodeUnauthenticated {
				continue
			}
			if err != nil || p.User != c.user || p.Method != c.method {
				t.Errorf("%s: %+v %v", name, p, err)
			}
		}
	})
}

func TestARememberedCredentialEndsWithItsSession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := newDoor(t, config)
		ask := func() authz.Standing {
			p, err := d.Authenticate(request(t, "Cookie", authn.CookieName+"="+d.cookie))
			if err != nil {
				t.Fatal(err)
			}
			return d.standing(t, p)
		}
		if s := ask(); !s.Active || d.Authenticator.Remembered() != 1 {
			t.Fatalf("%+v", s)
		}
		d.clock.Advance(authn.IdleLife - time.Microsecond)
		if s := ask(); !s.Active {
			t.Errorf("ended early: %+v", s)
		}
		d.clock.Advance(time.Microsecond)
		if s := ask(); s.Active {
			t.Error("an idle session goes on")
		}
		if err := authn.Touch(t.Context(), d.db, d.session, d.clock.Now()); err != nil {
			t.Fatal(err)
		}
		if s := ask(); !s.Active || !s.LastSeen.Equal(d.clock.Now()) {
			t.Errorf("after a touch: %+v", s)
		}
		d.exec(t, "UPDATE sessions SET revoked_at = $1", d.clock.Now())
		if s := ask(); s.Active {
			t.Error("a revoked session goes on, since it is remembered")
		}
		d.clock.Advance(time.Minute)
		if err := authn.Touch(t.Context(), d.db, d.session, d.clock.Now()); err != nil || ask().Active {
			t.Errorf("a touch brought a revoked session back (%v)", err)
		}
	})
}

func TestUnknownCookiesAreNotRemembered(t *testing.T) {
	t.Parallel()
	d := newDoor(t, dbtest.Config(t, db.SQLite))
	for range 50 {
		unknown, _ := token.New(token.Session)
		if _, err := d.Authenticate(request(t, "Cookie", authn.CookieName+"="+unknown.Reveal())); err == nil {
			t.Fatal("an unknown cookie signs in")
		}
	}
	if n := d.Authenticator.Remembered(); n != 0 {
		t.Errorf("%d of them are remembered", n)
	}
}

func TestNodesShareTheSigningKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := newDoor(t, config)
		sealer, err := token.NewSealer(bytes.Repeat([]byte{7}, 32))
		if err != nil {
			t.Fatal(err)
		}
		node := func() *authn.Tokens {
			keys, err := authn.LoadKeys(t.Context(), d.db, sealer, d.clock, "")
			if err != nil {
				t.Fatal(err)
			}
			if n := len(keys.JWKS().Keys); n != 1 {
				t.Fatalf("%d keys", n)
			}
			return authn.NewTokens(keys, d.clock, issuer)
		}
		text, err := node().Issue(d.user, d.session, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := node().Verify(t.Context(), text); err != nil {
			t.Errorf("another node refuses: %v", err)
		}
		other, _ := token.NewSealer(bytes.Repeat([]byte{8}, 32))
		if _, err := authn.LoadKeys(t.Context(), d.db, other, d.clock, ""); err == nil {
			t.Error("the keys open with another master key")
		}
		var sealed string
		if err := d.db.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT sealed_private FROM signing_keys").Scan(&sealed)
		}); err != nil || sealed == "" {
			t.Error(err)
		}
	})
}

func TestNodesThatStartTogetherAgreeOnOneKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := newDoor(t, config)
		sealer, err := token.NewSealer(bytes.Repeat([]byte{7}, 32))
		if err != nil {
			t.Fatal(err)
		}
		const nodes = 10
		var tokens [nodes]*authn.Tokens
		var starting sync.WaitGroup
		for i := range nodes {
			starting.Go(func() {
				keys, err := authn.LoadKeys(t.Context(), d.db, sealer, d.clock, "")
				if err != nil {
					t.Error(err)
					return
				}
				tokens[i] = authn.NewTokens(keys, d.clock, issuer)
			})
		}
		starting.Wait()
		for _, a := range tokens {
			text, err := a.Issue(d.user, d.session, 1, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tokens[0].Verify(t.Context(), text); err != nil {
				t.Fatalf("a node refuses another's tokens: %v", err)
			}
		}
	})
}

func FuzzCookie(f *testing.F) {
	d := newDoor(f, dbtest.Config(f, db.SQLite))
	good := authn.CookieName + "=" + d.cookie
	for _, seed := range []string{good, good + ";" + good, `__Host-taskflow="` + d.cookie + `"`, "; ;=", "__Host-taskflow", "a=" + strings.Repeat("b", 5000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := request(t)
		r.Header["Cookie"] = []string{header}
		p, err := d.Authenticate(r)
		if err == nil && p.SignedIn() && !strings.Contains(header, d.cookie) {
			t.Errorf("signed in by %q", header)
		}
		if n := len(authn.PresentedSessions(r)); n > 4 {
			t.Errorf("%d sessions are taken from one request", n)
		}
	})
}
