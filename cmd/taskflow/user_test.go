package main_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
)

var (
	sessionID = regexp.MustCompile(`ses_[0-9a-z]{26}`)
	accountID = regexp.MustCompile(`usr_[0-9a-z]{26}`)
)

// with is the same client with another credential.
func (c *client) with(token string) *client {
	other := *c
	other.token = token
	return &other
}

// made is a member of an answer.
func made(t *testing.T, a answer, name string) string {
	t.Helper()
	var said map[string]any
	if err := json.Unmarshal(a.body, &said); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	text, _ := said[name].(string)
	if text == "" {
		t.Fatalf("no %s in %s", name, a.body)
	}
	return text
}

func (c *client) login(t *testing.T, email string) answer {
	t.Helper()
	return c.with("").ask(http.MethodPost, "/api/v1/auth/login", map[string]string{"email": email, "password": password, "client": "token"})
}

// alive tells what the credential is answered in a workspace.
func (c *client) alive(t *testing.T, home place, want int, what string) {
	t.Helper()
	if a := c.ask(http.MethodGet, "/api/v1/workspaces/"+home.workspace+"/tasks", nil); a.status != want {
		t.Errorf("%s is answered %d, want %d: %s", what, a.status, want, a.body)
	}
}

// TestAccountsFromTheCommandLine: what an operator ends beside the running server is over at
// the next request, of every kind, and what was ended stays so.
//
// ASVS: 7.4.2 7.4.5
func TestAccountsFromTheCommandLine(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, flags []string, _ db.Config) {
		t.Helper()
		p := launch(t, append(flags, unlimited...)...)
		owner, other := signUp(t, p), signUp(t, p)
		home, away := owner.settle(t), other.settle(t)
		email := owner.email(t)
		tool := func(want int, arguments ...string) string {
			t.Helper()
			out, complaint, code := p.tool(t, arguments...)
			if code != want || want == 0 && complaint != "" {
				t.Fatalf("%v: exit code %d, want %d: %s%s", arguments, code, want, out, complaint)
			}
			return out
		}

		second := owner.login(t, email)
		browserLike, refresh := owner.with(made(t, second, "access_token")), made(t, second, "refresh_token")
		key := owner.with(made(t, owner.must(t, http.StatusCreated, http.MethodPost, "/api/v1/me/api-keys", map[string]any{
			"name": "Script", "workspace_id": home.workspace, "scopes": []string{"tasks:read"}, "days": 30,
		}), "secret"))
		all := map[string]*client{"a sign-in": owner, "another": browserLike, "a key": key}
		for what, c := range all {
			c.alive(t, home, http.StatusOK, what)
		}
		list := tool(0, "user", "list")
		if !strings.Contains(list, email) || !strings.Contains(list, "active") || strings.Count(list, "\n") != 3 {
			t.Errorf("listed is %s", list)
		}
		shown := tool(0, "user", "show", email)
		sessions := sessionID.FindAllString(shown, -1)
		if len(sessions) != 3 || !strings.Contains(shown, "api-key") || !strings.Contains(shown, "sign-in") || strings.Contains(shown, "tfk_") {
			t.Fatalf("shown is %s", shown)
		}

		tool(0, "sessions", "revoke", sessions[1])
		browserLike.alive(t, home, http.StatusUnauthorized, "an ended session")
		owner.alive(t, home, http.StatusOK, "another session")
		if a := owner.with("").ask(http.MethodPost, "/api/v1/auth/refresh", map[string]string{"refresh_token": refresh}); a.status != http.StatusUnauthorized {
			t.Errorf("its refresh token is answered %d", a.status)
		}
		tool(1, "sessions", "revoke", sessions[1])

		tool(0, "user", "revoke", email)
		for what, c := range all {
			c.alive(t, home, http.StatusUnauthorized, what+" after user revoke")
		}
		again := owner.with(made(t, owner.login(t, email), "access_token"))
		again.alive(t, home, http.StatusOK, "a new sign-in")
		if shown := tool(0, "user", "show", email); len(sessionID.FindAllString(shown, -1)) != 1 {
			t.Errorf("after user revoke shown is %s", shown)
		}

		tool(0, "user", "disable", strings.ToUpper(email))
		again.alive(t, home, http.StatusUnauthorized, "a session of a disabled account")
		if a := owner.login(t, email); a.status != http.StatusUnauthorized {
			t.Errorf("a disabled account signs in: %d", a.status)
		}
		if list := tool(0, "user", "list"); strings.Count(list, "disabled") != 1 {
			t.Errorf("listed is %s", list)
		}
		tool(1, "user", "disable", email)
		tool(0, "user", "revoke", email)
		tool(0, "user", "enable", email)
		tool(1, "user", "enable", email)
		again.alive(t, home, http.StatusUnauthorized, "what was ended, of an enabled account")
		made(t, owner.login(t, email), "access_token")
		other.alive(t, away, http.StatusOK, "somebody else's session")
	})
}

// TestServiceAccountsFromTheCommandLine: they have no address and go by their ids.
//
// ASVS: 7.4.5
func TestServiceAccountsFromTheCommandLine(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, flags []string, _ db.Config) {
		t.Helper()
		p := launch(t, append(flags, unlimited...)...)
		owner := signUp(t, p)
		home := owner.settle(t)
		machines := "/api/v1/workspaces/" + home.workspace + "/service-accounts"
		account := made(t, owner.must(t, http.StatusCreated, http.MethodPost, machines, map[string]any{"name": "Deploy", "role": "member", "scopes": []string{"tasks:read"}}), "user_id")
		secret := made(t, owner.must(t, http.StatusCreated, http.MethodPost, machines+"/"+account+"/secrets", map[string]any{"days": 30}), "client_secret")
		fetch := func() answer {
			return owner.form("/oauth2/token", "grant_type=client_credentials&client_id="+account+"&client_secret="+secret)
		}
		machine := owner.with(made(t, fetch(), "access_token"))
		machine.alive(t, home, http.StatusOK, "a client's token")
		list, _, code := p.tool(t, "user", "list")
		if code != 0 || accountID.FindString(list) != account {
			t.Errorf("listed is %s", list)
		}
		for _, act := range []string{"disable", "enable", "revoke"} {
			if _, complaint, code := p.tool(t, "user", act, account); code != 0 {
				t.Fatalf("user %s: %d %s", act, code, complaint)
			}
			machine.alive(t, home, http.StatusUnauthorized, "a client's token after user "+act)
			if a := fetch(); a.status != http.StatusUnauthorized {
				t.Errorf("after user %s its secret is answered %d", act, a.status)
			}
		}
	})
}

// TestWrongUseOfAccountCommands: one line that says what is wrong, an exit code that tells
// wrong use (2) from what can't be done (1), and nothing is changed.
func TestWrongUseOfAccountCommands(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, flags []string, _ db.Config) {
		t.Helper()
		p := launch(t, append(flags, unlimited...)...)
		owner := signUp(t, p)
		home := owner.settle(t)
		before, _, _ := p.tool(t, "user", "list")
		for _, c := range []struct {
			code int
			says string
			with []string
		}{
			{2, "", []string{"user"}},
			{2, "purge", []string{"user", "purge", "x"}},
			{2, "email", []string{"user", "disable"}},
			{2, "", []string{"user", "revoke", "a@example.com", "b@example.com"}},
			{2, "--force", []string{"user", "disable", "a@example.com", "--force"}},
			{2, "session", []string{"sessions", "revoke"}},
			{1, "no such account", []string{"user", "disable", "nobody@example.com"}},
			{1, "no such account", []string{"user", "show", "not an address"}},
			{1, "no such account", []string{"user", "enable", owner.email(t)}},
			{1, "no such account", []string{"user", "revoke", "usr_00000000000000000000000000"}},
			{1, `\x1b`, []string{"user", "revoke", "a\x1b[31m@example.com"}},
			{1, "no such account", []string{"user", "revoke", ""}},
			{1, "no such session", []string{"sessions", "revoke", "ses_00000000000000000000000000"}},
			{1, "no such session", []string{"sessions", "revoke", owner.email(t)}},
			{1, "no such session", []string{"sessions", "revoke", strings.Repeat("x", 5000)}},
		} {
			out, complaint, code := p.tool(t, c.with...)
			if code != c.code || out != "" || !strings.Contains(complaint, c.says) || strings.Count(complaint, "\n") != 1 || strings.Contains(complaint, "\x1b") {
				t.Errorf("%.60q: exit code %d, %.200q; want %d, one line with %q", c.with, code, complaint, c.code, c.says)
			}
		}
		if after, _, _ := p.tool(t, "user", "list"); after != before {
			t.Errorf("listed is %s, before %s", after, before)
		}
		owner.alive(t, home, http.StatusOK, "a sign-in")
	})
}
