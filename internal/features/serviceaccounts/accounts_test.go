package serviceaccounts_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/serviceaccounts"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

type body = map[string]any

const tokenPath = "/oauth2/token"

func bearer(text string) testworld.RequestOption {
	return testworld.Header("Authorization", "Bearer "+text)
}

// ask sends a token request.
func ask(t *testing.T, w *testworld.World, form url.Values, options ...testworld.RequestOption) *testworld.Answer {
	t.Helper()
	options = append([]testworld.RequestOption{testworld.Header("Content-Type", "application/x-www-form-urlencoded")}, options...)
	return w.Anonymous.Post(t, tokenPath, form.Encode(), options...)
}

func form(id, secret string, more ...string) url.Values {
	f := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	for i := 0; i+1 < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

func tokenOf(t *testing.T, a *testworld.Answer) serviceaccounts.Token {
	t.Helper()
	var got serviceaccounts.Token
	a.Want(t, http.StatusOK).JSON(t, &got)
	return got
}

// TestAServiceAccountFromBirthToEnd: made by an admin, shown among the members as what it
// is, it works with a token within its scopes, and all of it ends with it.
func TestAServiceAccountFromBirthToEnd(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		var made serviceaccounts.ServiceAccount
		w.Admin.Post(t, w.Path("/service-accounts"), body{"name": "Deploy", "role": "member", "scopes": []string{"tasks:read", "labels:manage"}}).Want(t, http.StatusCreated).JSON(t, &made)
		one := w.Path("/service-accounts/%s", made.UserID)
		var secret serviceaccounts.NewSecret
		w.Admin.Post(t, one+"/secrets", body{"days": 30}).Want(t, http.StatusCreated).JSON(t, &secret)
		if !strings.HasPrefix(secret.ClientSecret, "tfc_") || strings.Contains(string(w.Admin.Get(t, one).Want(t, http.StatusOK).Body), secret.ClientSecret) {
			t.Error("the secret has no prefix, or is shown again")
		}
		if list := string(w.Guest.Get(t, w.Path("/members")).Want(t, http.StatusOK).Body); !strings.Contains(list, made.UserID.String()) || !strings.Contains(list, `"service_account":true`) {
			t.Errorf("the members are %s", list)
		}
		token := tokenOf(t, ask(t, w, form(secret.ClientID.String(), secret.ClientSecret)))
		if token.TokenType != "Bearer" || token.ExpiresIn != 900 || token.Scope != "labels:manage tasks:read" {
			t.Errorf("got %+v", token)
		}
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(token.AccessToken)).Want(t, http.StatusOK)
		w.Anonymous.Post(t, w.Path("/labels"), body{"name": "ci", "color": "red"}, bearer(token.AccessToken)).Want(t, http.StatusCreated)
		w.Anonymous.Get(t, w.Path("/members"), bearer(token.AccessToken)).WantProblem(t, problem.CodeForbidden)
		w.Anonymous.Get(t, "/api/v1/me", bearer(token.AccessToken)).Want(t, http.StatusOK)
		w.Anonymous.Patch(t, "/api/v1/me", body{"name": "x"}, bearer(token.AccessToken)).WantProblem(t, problem.CodeForbidden)
		w.Admin.Delete(t, w.Path("/members/%s", made.UserID)).WantProblem(t, problem.CodeConflict)
		w.Owner.Patch(t, w.Path("/members/%s", made.UserID), body{"role": "owner"}).WantProblem(t, problem.CodeConflict)
		w.Admin.Delete(t, one).Want(t, http.StatusNoContent)
		w.Anonymous.Get(t, "/api/v1/me", bearer(token.AccessToken)).WantProblem(t, problem.CodeUnauthenticated)
		ask(t, w, form(secret.ClientID.String(), secret.ClientSecret)).Want(t, http.StatusUnauthorized)
	})
}

// TestNobodyMakesAMightierMachine: neither an owner, nor above oneself, nor with scopes beyond its role.
func TestNobodyMakesAMightierMachine(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for _, c := range []struct {
			who  *testworld.Person
			role string
			what []string
			want int
		}{
			{w.Owner, "owner", []string{"tasks:read"}, http.StatusUnprocessableEntity},
			{w.Member, "guest", []string{"tasks:read"}, http.StatusForbidden},
			{w.Admin, "guest", []string{"tasks:update"}, http.StatusUnprocessableEntity},
			{w.Admin, "admin", []string{"workspace:manage"}, http.StatusUnprocessableEntity},
			{w.Admin, "admin", []string{"service_accounts:manage"}, http.StatusUnprocessableEntity},
			{w.Admin, "member", []string{}, http.StatusUnprocessableEntity},
			{w.Admin, "admin", []string{"members:manage"}, http.StatusCreated},
		} {
			c.who.Post(t, w.Path("/service-accounts"), body{"name": "x", "role": c.role, "scopes": c.what}).Want(t, c.want)
		}
		mine, _, _ := w.Service(t, w.Acme, w.Admin, authz.Member, "tasks:read")
		w.Admin.Patch(t, w.Path("/service-accounts/%s", mine), body{"scopes": []string{"members:manage"}}).WantProblem(t, problem.CodeInvalid)
	})
}

// TestNoDoorOpensForAServiceAccount: it has no address that anybody could write, and nothing to show at one.
func TestNoDoorOpensForAServiceAccount(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account, _, _ := w.Service(t, w.Acme, w.Owner, authz.Admin, "tasks:read")
		for _, email := range []string{account.String(), account.String() + "@example.org", ""} {
			answer := w.Anonymous.Post(t, "/api/v1/auth/login", body{"email": email, "password": "seven green lamps hum", "client": "token"})
			if answer.Status != http.StatusUnauthorized && answer.Status != http.StatusUnprocessableEntity {
				t.Errorf("%q was answered %d", email, answer.Status)
			}
		}
		if n := w.Count(t, "users", "owned_by IS NOT NULL AND (password_hash <> '' OR email <> '')"); n != 0 {
			t.Errorf("%d service accounts have an address or a password", n)
		}
	})
}

// TestASecretIsReplacedWithoutAGap: the old one goes on until the time that was set, its
// tokens with it, and a revoked one ends with its tokens at once.
func TestASecretIsReplacedWithoutAGap(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account, _, old := w.Service(t, w.Acme, w.Owner, authz.Member, "tasks:read")
		path := w.Path("/service-accounts/%s/secrets", account)
		var fresh serviceaccounts.NewSecret
		w.Owner.Post(t, path, body{"days": 30, "others_end_in_hours": 1}).Want(t, http.StatusCreated).JSON(t, &fresh)
		w.Clock.Advance(time.Hour - time.Minute)
		last := tokenOf(t, ask(t, w, form(account.String(), old)))
		if last.ExpiresIn != 60 {
			t.Errorf("a token outlives its secret: %d s", last.ExpiresIn)
		}
		tokenOf(t, ask(t, w, form(account.String(), fresh.ClientSecret)))
		w.Clock.Advance(time.Minute)
		ask(t, w, form(account.String(), old)).Want(t, http.StatusUnauthorized)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(last.AccessToken)).WantProblem(t, problem.CodeUnauthenticated)
		token := tokenOf(t, ask(t, w, form(account.String(), fresh.ClientSecret)))
		w.Owner.Delete(t, path+"/"+fresh.Secret.ID.String()).Want(t, http.StatusNoContent)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(token.AccessToken)).WantProblem(t, problem.CodeUnauthenticated)
		ask(t, w, form(account.String(), fresh.ClientSecret)).Want(t, http.StatusUnauthorized)
	})
}

// TestAChangedAccountsTokensEnd: what it may do is in its tokens; disabled it gets none.
func TestAChangedAccountsTokensEnd(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account, _, secret := w.Service(t, w.Acme, w.Owner, authz.Member, "tasks:read", "labels:manage")
		one := w.Path("/service-accounts/%s", account)
		token := tokenOf(t, ask(t, w, form(account.String(), secret)))
		w.Owner.Patch(t, one, body{"scopes": []string{"tasks:read"}}).Want(t, http.StatusOK)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(token.AccessToken)).WantProblem(t, problem.CodeUnauthenticated)
		if token = tokenOf(t, ask(t, w, form(account.String(), secret))); token.Scope != "tasks:read" {
			t.Errorf("scope %q", token.Scope)
		}
		w.Owner.Patch(t, one, body{"disabled": true}).Want(t, http.StatusOK)
		w.Anonymous.Get(t, w.Path("/tasks"), bearer(token.AccessToken)).WantProblem(t, problem.CodeUnauthenticated)
		ask(t, w, form(account.String(), secret)).Want(t, http.StatusUnauthorized)
		w.Owner.Patch(t, one, body{"disabled": false}).Want(t, http.StatusOK)
		tokenOf(t, ask(t, w, form(account.String(), secret)))
		w.Outsider.Get(t, one).WantProblem(t, problem.CodeNotFound)
	})
}
