package identities_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/features/identities"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/egress"
	"taskflow/internal/testworld"
)

// claimsOf are claims in which what differs from one sign-in to the next is a word.
const claimsOf = `{"iss":"ISSUER","aud":"taskflow","sub":"robin","nonce":"NONCE","iat":NOW,"exp":LATER,"email":"robin@example.org","email_verified":true}`

// FuzzIDToken: a provider signs whatever it likes. Nobody is signed in but by claims of
// this sign-in, and nothing is an error of ours.
func FuzzIDToken(f *testing.F) {
	p := testworld.NewIDP(f)
	w := testworld.New(f, db.SQLite, p.Option(f))
	for _, seed := range []string{claimsOf, `{}`, `[]`, `null`, `{"iss":"ISSUER","sub":"robin","sub":"mallory"}`, "\xff", `{"aud":["taskflow","x"],"azp":"x"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		var good map[string]any
		p.Sign = func(payload []byte) string {
			if err := json.Unmarshal(payload, &good); err != nil {
				t.Fatal(err)
			}
			return p.SignedAs("JWT", filled(said, good))
		}
		answer := p.SignIn(t, w.Anonymous).Arrive(t, callback)
		if answer.Status >= http.StatusInternalServerError && answer.Status != http.StatusServiceUnavailable {
			t.Fatalf("answered %d", answer.Status)
		}
		if answer.Status == http.StatusOK {
			var claims map[string]any
			if err := json.Unmarshal(filled(said, good), &claims); err != nil || claims["nonce"] != good["nonce"] || claims["iss"] != good["iss"] {
				t.Fatalf("%q signed somebody in", said)
			}
		}
	})
}

// filled puts this sign-in's own into what was said.
func filled(said []byte, good map[string]any) []byte {
	text := func(name string) string {
		raw, _ := json.Marshal(good[name])
		return strings.Trim(string(raw), `"`)
	}
	words := strings.NewReplacer("ISSUER", text("iss"), "NONCE", text("nonce"), "NOW", text("iat"), "LATER", text("exp"))
	return []byte(words.Replace(string(said)))
}

// FuzzLogoutToken: whatever is signed or not is answered in one of two ways.
func FuzzLogoutToken(f *testing.F) {
	p := testworld.NewIDP(f)
	w := testworld.New(f, db.SQLite, p.Option(f))
	for _, seed := range []string{`{"iss":"x"}`, `{}`, `{"events":{"http://schemas.openid.net/event/backchannel-logout":{}},"sub":"robin"}`, "not.a.token", ""} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, said []byte, signed bool) {
		text := string(said)
		if signed {
			text = p.SignedAs("logout+jwt", said)
		}
		form := url.Values{"logout_token": {text}}.Encode()
		answer := w.Anonymous.Post(t, goodbye, form, testworld.Header("Content-Type", "application/x-www-form-urlencoded"))
		if !slices.Contains([]int{http.StatusOK, http.StatusNoContent, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity}, answer.Status) {
			t.Fatalf("answered %d: %s", answer.Status, answer.Body)
		}
	})
}

// FuzzProviders: of whatever an operator writes, providers come that can be asked, or an error.
func FuzzProviders(f *testing.F) {
	for _, c := range configurations {
		f.Add([]byte(c.text))
	}
	path := filepath.Join(f.TempDir(), "providers.json")
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.Contains(content, []byte("file:")) || bytes.Contains(content, []byte("env:")) {
			return // names what isn't this test's
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := identities.ReadProviders(path, egress.Policy{})
		if err != nil {
			return
		}
		for _, p := range list {
			if u, err := url.Parse(p.Issuer); err != nil || u.Scheme != "https" || u.Host == "" || p.Name == "" || p.ClientID == "" || !slices.Contains(p.Scopes, "openid") {
				t.Errorf("a provider %+v", p)
			}
		}
	})
}
