package password_test

import (
	"strings"
	"testing"

	"taskflow/internal/platform/password"
)

const (
	salt = "c29tZXNhbHRzb21lc2FsdA"
	key  = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)

func TestPHCIsStrict(t *testing.T) {
	t.Parallel()
	good := "$argon2id$v=19$m=65536,t=3,p=4$" + salt + "$" + key
	if again, _, err := password.Reformat(good); err != nil || again != good {
		t.Fatalf("a good hash came back as %q (%v)", again, err)
	}
	for name, bad := range map[string]string{
		"empty":           "",
		"other algorithm": strings.Replace(good, "argon2id", "argon2i", 1),
		"other version":   strings.Replace(good, "v=19", "v=16", 1),
		"4 GiB":           strings.Replace(good, "m=65536", "m=4194304", 1),
		"overflow":        strings.Replace(good, "m=65536", "m=4294967296", 1),
		"no memory":       strings.Replace(good, "m=65536", "m=0", 1),
		"under the lanes": strings.Replace(good, "m=65536", "m=31", 1),
		"endless":         strings.Replace(good, "t=3", "t=1000000", 1),
		"no passes":       strings.Replace(good, "t=3", "t=0", 1),
		"255 lanes":       strings.Replace(good, "p=4", "p=255", 1),
		"signed":          strings.Replace(good, "t=3", "t=+3", 1),
		"leading zero":    strings.Replace(good, "t=3", "t=03", 1),
		"other order":     strings.Replace(good, "m=65536,t=3", "t=3,m=65536", 1),
		"more parameters": strings.Replace(good, "p=4", "p=4,x=1", 1),
		"padded":          good + "=",
		"line break":      good[:len(good)-2] + "\n" + good[len(good)-2:],
		"second spelling": good[:len(good)-1] + "B",
		"short salt":      strings.Replace(good, salt, "c2FsdA", 1),
		"no key":          strings.Replace(good, key, "", 1),
		"long":            good + strings.Repeat("A", 300),
		"more":            good + "$",
	} {
		if _, _, err := password.Reformat(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzPHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=3,p=4$" + salt + "$" + key)
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=255$$")
	f.Fuzz(func(t *testing.T, text string) {
		again, params, err := password.Reformat(text)
		if err != nil {
			return
		}
		if again != text {
			t.Errorf("%q has a second spelling %q", text, again)
		}
		if params.MemoryKiB > 256<<10 || params.Passes > 16 || params.Lanes > 16 {
			t.Errorf("unbounded costs %+v", params)
		}
	})
}
