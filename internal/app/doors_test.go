package app_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"maps"
	"net/http"
	"slices"
	"testing"

	"taskflow/internal/app"
	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/testworld"
)

// door is something by which somebody gets in, or goes on: what was handed out before, or
// what a person can show at any time.
type door struct {
	// of are the kinds of secrets that it needs (package token).
	of []string
	// anew: it is the person's own to show, so it is shut only while the account is.
	anew bool
	// ready returns who stands before it, and the attempt.
	ready func(t *testing.T, s *stage) (who *testworld.Person, enter func(...testworld.RequestOption) *testworld.Answer)
}

const doorPassword = "seven green lamps hum"

// doors are all that there are.
var doors = map[string]door{
	"cookie":                         {of: []string{"Session"}, ready: asking("cookie")},
	"access token":                   {ready: asking("token")},
	"API key":                        {of: []string{"APIKey"}, ready: asking("key")},
	"token of a provisioning client": {of: []string{"Provisioning"}, ready: asking("provisioning")},
	"token of a client":              {ready: asking("client")},
	"secret of a client": {of: []string{"ClientSecret"}, ready: func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
		account, _, plain := s.Service(t, s.Acme, s.Owner, authz.Member, "tasks:read")
		return &testworld.Person{ID: account, Email: account.String()}, func(o ...testworld.RequestOption) *testworld.Answer { return s.ClientToken(t, account, plain, o...) }
	}},
	"refresh token": {of: []string{"Refresh"}, ready: posting("/api/v1/auth/refresh", func(t *testing.T, s *stage, who *testworld.Person) map[string]any {
		return map[string]any{"refresh_token": s.RefreshToken(t, who)}
	})},
	"sign-in that waits for its second factor": {of: []string{"SignIn"}, ready: posting("/api/v1/auth/mfa/verify", func(t *testing.T, s *stage, who *testworld.Person) map[string]any {
		return map[string]any{"mfa_token": s.WaitingSignIn(t, who), "method": "totp", "code": s.TOTPCode(t, who)}
	})},
	"link to set a password": {of: []string{"PasswordReset"}, ready: posting("/api/v1/auth/password/reset", func(t *testing.T, s *stage, who *testworld.Person) map[string]any {
		return map[string]any{"token": s.MailLink(t, who, "reset", token.PasswordReset), "password": doorPassword}
	})},
	"link to sign in": {of: []string{"MagicLink"}, ready: posting("/api/v1/auth/magic-link/verify", func(t *testing.T, s *stage, who *testworld.Person) map[string]any {
		return map[string]any{"token": s.MailLink(t, who, "magic-link", token.MagicLink)}
	})},
	"link to another address": {of: []string{"EmailChange"}, ready: posting("/api/v1/auth/email-change/confirm", func(t *testing.T, s *stage, who *testworld.Person) map[string]any {
		_, next := s.EmailChange(t, who)
		return map[string]any{"token": next}
	})},
	"link of a sign-up": {of: []string{"EmailVerification"}, ready: posting("/api/v1/auth/verify", func(t *testing.T, s *stage, who *testworld.Person) map[string]any {
		return map[string]any{"token": s.Unconfirmed(t, who)}
	})},
	"way to a provider": {of: []string{"ProviderState", "ProviderBrowser"}, ready: toProvider},
	"company": {of: []string{"ProviderAnswer"}, anew: true, ready: func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
		who, p := s.newOwner(t), s.company(t)
		p.Known(t, who, who.ID.String())
		return who, func(o ...testworld.RequestOption) *testworld.Answer {
			p.Subject = who.ID.String()
			return p.SignIn(t, s.Anonymous).Arrive(t, o...)
		}
	}},
	"what a company has said": {of: []string{"ProviderAnswer"}, ready: func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
		who, p := s.newOwner(t), s.company(t)
		p.Known(t, who, who.ID.String())
		p.Subject = who.ID.String()
		v := p.SignIn(t, s.Anonymous)
		handle := testworld.Handle(t, v.Post(t, v.Answer(t)))
		return who, func(o ...testworld.RequestOption) *testworld.Answer { return v.Finish(t, handle, o...) }
	}},
	"sign-in by a company": {ready: asking("company")},
	"password": {anew: true, ready: posting("/api/v1/auth/login", func(t *testing.T, s *stage, who *testworld.Person) map[string]any {
		s.SetPassword(t, who, doorPassword)
		return map[string]any{"email": who.Email, "password": doorPassword, "client": "browser"}
	})},
	"passkey": {anew: true, ready: func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
		who := s.newOwner(t)
		key := s.AddPasskey(t, who)
		return who, func(o ...testworld.RequestOption) *testworld.Answer {
			return s.Anonymous.Post(t, "/api/v1/auth/passkey/finish", map[string]any{"assertion": key.Get(t, s.Anonymous.Get(t, "/api/v1/auth/passkey/begin")), "client": "browser"}, o...)
		}
	}},
	"provider": {anew: true, ready: func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
		who := s.newOwner(t)
		s.Identity(t, who, s.idp)
		return who, func(o ...testworld.RequestOption) *testworld.Answer {
			s.idp.Subject = testworld.SubjectOf(who)
			return s.idp.SignIn(t, s.Anonymous).Arrive(t, "/auth/oidc/"+s.idp.Config.ID+"/callback", o...)
		}
	}},
}

// noDoors are the secrets that let nobody in.
var noDoors = map[string]string{
	"Device":     "says that a browser is no stranger; whoever shows it has signed in to nothing",
	"Invitation": "is an address's and no account's: who accepts it is signed in by something else",
}

// asking is one of the credentials, shown in a request.
func asking(kind string) func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
	return func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
		who := credentials[kind](t, s)
		who.Get(t, s.opens(kind)).Want(t, http.StatusOK) // now it is remembered
		return who, func(o ...testworld.RequestOption) *testworld.Answer { return who.Get(t, s.opens(kind), o...) }
	}
}

// posting is what nobody who is signed in sends.
func posting(path string, body func(t *testing.T, s *stage, who *testworld.Person) map[string]any) func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
	return func(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
		who := s.newOwner(t)
		sent := body(t, s, who)
		return who, func(o ...testworld.RequestOption) *testworld.Answer { return s.Anonymous.Post(t, path, sent, o...) }
	}
}

// toProvider is a way that somebody began who was signed in, and that comes back when he has signed in anew.
func toProvider(t *testing.T, s *stage) (*testworld.Person, func(...testworld.RequestOption) *testworld.Answer) {
	who := s.newOwner(t)
	j := s.DepartAs(t, s.idp, who, "link")
	j.Back["provider"] = s.idp.Config.ID
	return who, func(o ...testworld.RequestOption) *testworld.Answer {
		again := *who
		s.SignIn(t, &again)
		j.Who, s.idp.Subject = &again, "link-"+who.ID.String()
		return j.Arrive(t, "/api/v1/me/identities/callback", o...)
	}
}

// shutting is what an operator does, from another process.
var shutting = map[string]struct {
	// open: the account is, afterwards.
	open bool
	do   func(ctx context.Context, a *app.App, email string) error
}{
	"nothing": {true, func(context.Context, *app.App, string) error { return nil }},
	"disable": {false, func(ctx context.Context, a *app.App, email string) error { return a.DisableUser(ctx, email) }},
	"disable and enable": {true, func(ctx context.Context, a *app.App, email string) error {
		if err := a.DisableUser(ctx, email); err != nil {
			return err
		}
		return a.EnableUser(ctx, email)
	}},
	"revoke": {true, func(ctx context.Context, a *app.App, email string) error { return a.RevokeUser(ctx, email) }},
}

// TestAnEndedAccountIsShutOutOfEveryDoor: what was handed out before is worth nothing any
// more, for good; and as long as the account is disabled nothing opens anything.
//
// ASVS: 6.3.4 7.4.1 7.4.2 7.4.5
func TestAnEndedAccountIsShutOutOfEveryDoor(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		operator := s.Node(t)
		for name, d := range doors {
			for what, act := range shutting {
				who, enter := d.ready(t, s)
				if err := act.do(t.Context(), operator, who.Email); err != nil {
					t.Fatalf("%s, %s: %v", name, what, err)
				}
				before := s.Count(t, "sessions", "revoked_at IS NULL")
				answer := enter()
				opens := what == "nothing" || d.anew && act.open
				if opens != (answer.Status < http.StatusBadRequest) || !opens && answer.Status != http.StatusUnauthorized && answer.Status != http.StatusGone {
					t.Errorf("after %s, %s: answered %d %.200s", what, name, answer.Status, answer.Body)
				}
				if grown := s.Count(t, "sessions", "revoked_at IS NULL") - before; !opens && name != "way to a provider" && grown != 0 {
					t.Errorf("after %s, %s made a session", what, name)
				}
			}
		}
	})
}

// TestNoSecretIsForgotten: each kind of secret that the program has to do with is one of
// the doors above, or is said to be none.
func TestNoSecretIsForgotten(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, d := range doors {
		for _, kind := range d.of {
			listed[kind] = true
		}
	}
	found := handedOut(t)
	if len(found) < 10 {
		t.Fatalf("only %v are handed out", slices.Sorted(maps.Keys(found)))
	}
	for kind := range found {
		if _, none := noDoors[kind]; listed[kind] == none {
			t.Errorf("token.%s is handed out: say in doors what becomes of it when an account is ended, or in noDoors why it opens nothing", kind)
		}
	}
}

// handedOut are the kinds of package token that something else mentions.
func handedOut(t *testing.T) map[string]bool {
	t.Helper()
	kinds, found := map[string]bool{}, map[string]bool{}
	for _, f := range sources(t, 0) {
		if f.dir != "internal/platform/token" {
			continue
		}
		for _, d := range f.file.Decls {
			constants(d, "Kind", func(name string) { kinds[name] = true })
		}
	}
	for _, f := range sources(t, parser.SkipObjectResolution) {
		ast.Inspect(f.file, func(n ast.Node) bool {
			if s, is := n.(*ast.SelectorExpr); is && types.ExprString(s.X) == "token" && kinds[s.Sel.Name] {
				found[s.Sel.Name] = true
			}
			return true
		})
	}
	return found
}

// constants calls each with the names of a declaration of constants that begins with one of the type.
func constants(d ast.Decl, ofType string, each func(name string)) {
	group, is := d.(*ast.GenDecl)
	if !is || len(group.Specs) == 0 {
		return
	}
	first, is := group.Specs[0].(*ast.ValueSpec)
	if !is || first.Type == nil || types.ExprString(first.Type) != ofType {
		return
	}
	for _, spec := range group.Specs {
		if value, is := spec.(*ast.ValueSpec); is {
			for _, name := range value.Names {
				each(name.Name)
			}
		}
	}
}

// TestNothingThatIsReadSignsIn: a session begins with something that a person does; no page,
// link or picture that a browser fetches begins one.
//
// ASVS: 7.6.2
func TestNothingThatIsReadSignsIn(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		before := s.Count(t, "sessions", "revoked_at IS NULL")
		look := func(name string, answer *testworld.Answer) {
			for _, line := range answer.Header.Values("Set-Cookie") {
				if cookie, err := http.ParseSetCookie(line); err != nil || cookie.Name == authn.CookieName {
					t.Errorf("%s sets %s", name, line)
				}
			}
		}
		for _, o := range s.list {
			if !o.Reads() || o.inTenant() || o.Shape == endpoint.Streams {
				continue
			}
			look(o.Name, s.working(t, o, s.Anonymous).send(t, s.World, s.Anonymous))
		}
		back := s.idp.SignIn(t, s.Anonymous)
		look("the way back from a provider", s.Anonymous.Get(t, fmt.Sprintf("/auth/oidc/%s/callback?state=%s&code=%s", s.idp.Config.ID, back.Back["state"], back.Back["code"]), back.Browser()))
		link := s.MailLink(t, s.Member, "magic-link", token.MagicLink)
		look("the page of a link", s.Anonymous.Get(t, "/magic-link?token="+link))
		if n := s.Count(t, "sessions", "revoked_at IS NULL"); n != before {
			t.Errorf("%d sessions began", n-before)
		}
	})
}

// TestOperatorsSeeEveryAccount: of people and of machines, more than are read at once, and
// all that each is known by.
func TestOperatorsSeeEveryAccount(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		client := s.WithClient(t, s.Acme, s.Owner, authz.Member, "tasks:read")
		key := s.WithKey(t, s.Member, testworld.Bound{}, "tasks:read")
		s.Together(t, func() {
			for range sessions.PeoplePerPage + 1 {
				s.Service(t, s.Acme, s.Owner, authz.Guest, "tasks:read")
			}
		})
		want, seen := s.Count(t, "users", "1 = 1"), map[string]sessions.Person{}
		err := s.App.Users(t.Context(), func(p sessions.Person) error { seen[p.Email] = p; return nil })
		if err != nil || int64(len(seen)) != want || seen[client.Email].Name != "Service" || seen[s.Disabled.Email].State != accounts.Disabled {
			t.Errorf("%d of %d accounts: %v", len(seen), want, err)
		}
		for who, credential := range map[*testworld.Person]string{client: "client", key: "api-key", s.Member: "sign-in"} {
			_, list, err := s.App.User(t.Context(), who.Email)
			if err != nil || !slices.ContainsFunc(list, func(k sessions.Known) bool { return k.ID == who.Session && k.Credential == credential }) {
				t.Errorf("%s isn't shown: %+v %v", credential, list, err)
			}
		}
		for _, nobody := range []string{"", "nobody", "nobody@example.org", id.New[id.User]().String(), "usr_x", s.Member.ID.String()} {
			if _, _, err := s.App.User(t.Context(), nobody); err == nil {
				t.Errorf("%q is an account", nobody)
			}
		}
	})
}
