package identities_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskflow/internal/features/identities"
	"taskflow/internal/platform/egress"
)

const work = `"id":"work","name":"Work","issuer":"https://idp.example.org","client_id":"taskflow","client_secret":"never shown"`

// configurations are files of an operator, and what is said of them; nothing of good ones.
var configurations = map[string]struct{ text, says string }{
	"none":                    {`{"providers":[]}`, ""},
	"a whole one":             {`{"providers":[{` + work + `}]}`, ""},
	"Google":                  {`{"providers":[{"id":"google","preset":"google","client_id":"x","client_secret":"y"}]}`, ""},
	"groups and roles":        {`{"providers":[{` + work + `,"groups_claim":"groups","roles":[{"group":"a","workspace":"wsp_01m8pkgyjafbvv1dnnpt3y7b7g","role":"member"}]}]}`, ""},
	"empty":                   {``, `list "providers"`},
	"a list":                  {`[]`, `list "providers"`},
	"a word too many":         {`{"providers":[{` + work + `,"sign_upp":true}]}`, `list "providers"`},
	"a word twice":            {`{"providers":[{` + work + `,"id":"again"}]}`, `list "providers"`},
	"a word of another case":  {`{"Providers":[]}`, `list "providers"`},
	"something behind it":     {`{"providers":[]} {}`, `list "providers"`},
	"twice the same":          {`{"providers":[{` + work + `},{` + work + `}]}`, "given twice"},
	"another preset":          {`{"providers":[{` + work + `,"preset":"other"}]}`, "preset must be google"},
	"no secret":               {`{"providers":[{"id":"work","name":"Work","issuer":"https://idp.example.org","client_id":"taskflow"}]}`, "client_id and client_secret"},
	"a secret that isn't":     {`{"providers":[{"id":"work","name":"Work","issuer":"https://idp.example.org","client_id":"taskflow","client_secret":"env:TASKFLOW_TEST_NO_SUCH"}]}`, "client_secret"},
	"an id for an address":    {`{"providers":[{"id":"Work/..","name":"Work","issuer":"https://idp.example.org","client_id":"x","client_secret":"y"}]}`, "id must be"},
	"without TLS":             {`{"providers":[{"id":"work","name":"Work","issuer":"http://idp.example.org","client_id":"x","client_secret":"y"}]}`, "issuer must be"},
	"an issuer with a query":  {`{"providers":[{"id":"work","name":"Work","issuer":"https://idp.example.org?x","client_id":"x","client_secret":"y"}]}`, "issuer must be"},
	"an issuer with a name":   {`{"providers":[{"id":"work","name":"Work","issuer":"https://a@idp.example.org","client_id":"x","client_secret":"y"}]}`, "issuer must be"},
	"no openid":               {`{"providers":[{` + work + `,"scopes":["email"]}]}`, "scopes must contain openid"},
	"roles without a claim":   {`{"providers":[{` + work + `,"roles":[{"group":"a","workspace":"wsp_01m8pkgyjafbvv1dnnpt3y7b7g","role":"member"}]}]}`, "groups_claim"},
	"owners by a group":       {`{"providers":[{` + work + `,"groups_claim":"groups","roles":[{"group":"a","workspace":"wsp_01m8pkgyjafbvv1dnnpt3y7b7g","role":"owner"}]}]}`, "guest, member or admin"},
	"more than anybody needs": {`{"providers":[` + strings.Repeat(`{},`, 50) + `{}]}`, "more than 50"},
	"larger than any":         {strings.Repeat(" ", 1<<20+1), "is over"},
}

// What is wrong with a file is said, the secret isn't, and what is right is taken as it stands.
func TestProvidersOfAFile(t *testing.T) {
	t.Parallel()
	for name, c := range configurations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "providers.json")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			list, err := identities.ReadProviders(path, egress.Policy{})
			if c.says == "" {
				if err != nil || len(list) != strings.Count(c.text, `"client_id"`) {
					t.Errorf("%d providers, %v", len(list), err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "never shown") {
				t.Errorf("says %v", err)
			}
		})
	}
	if _, err := identities.ReadProviders(filepath.Join(t.TempDir(), "none"), egress.Policy{}); err == nil {
		t.Error("a file that isn't there is read")
	}
}
