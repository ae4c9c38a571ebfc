package serviceaccounts

import (
	"encoding/base64"
	"net/http/httptest"
	"testing"
	"unicode/utf8"
)

// FuzzTokenRequest: whatever a body and a header hold, a client that is read has both
// halves, and no parameter but a resource stands twice.
func FuzzTokenRequest(f *testing.F) {
	f.Add("grant_type=client_credentials&client_id=a&client_secret=b", "")
	f.Add("grant_type=client_credentials", "Basic "+base64.StdEncoding.EncodeToString([]byte("a%20b:c%2Bd")))
	f.Add("a=%zz;b", "Basic ====")
	f.Add("client_id=a&client_id=b", "Bearer x")
	f.Fuzz(func(t *testing.T, body, header string) {
		form, err := parseForm([]byte(body))
		if err != nil {
			return
		}
		for name, values := range form {
			if len(values) > 1 && name != resourceParameter || !utf8.ValidString(name) {
				t.Fatalf("%q was taken", body)
			}
		}
		r := httptest.NewRequest("POST", "/", nil)
		if header != "" {
			r.Header["Authorization"] = []string{header}
		}
		c, ambiguous, err := clientOf(r, form)
		if ambiguous == nil && err == nil && (c.id == "" || c.secret == "") {
			t.Fatalf("%q and %q are %+v", body, header, c)
		}
	})
}
