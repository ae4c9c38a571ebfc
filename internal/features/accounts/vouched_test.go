package accounts_test

import (
	"strings"
	"testing"

	"taskflow/internal/features/accounts"
	"taskflow/internal/platform/mail"
)

// A name from elsewhere is shown as it came, without what can't be; where there is none, something of the address stands for it.
func TestNameOf(t *testing.T) {
	t.Parallel()
	address := mail.Address{Email: "robin.x@example.org"}
	for said, want := range map[string]string{
		"Robin <b>": "Robin <b>", "  Robin ": "Robin", "": "robin.x", " \u0001\n ": "robin.x", "Ro\u0000bin\r\n": "Robin", "R\xffobin": "Robin", "\u0001 Robin": "Robin",
		strings.Repeat("ж", 101): strings.Repeat("ж", 100),
	} {
		if got := accounts.NameOf(said, address); got != want {
			t.Errorf("%q is called %q", said, got)
		}
	}
}
