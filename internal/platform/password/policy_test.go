package password_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taskflow/internal/platform/password"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	person := []string{"robin.example@mail.test", "Robin Example"}
	for name, c := range map[string]struct {
		password string
		only     bool
		want     string
	}{
		"passphrase":             {"violet-kettle-march-dune", true, ""},
		"three words":            {"long enough passphrase", true, ""},
		"no classes asked for":   {"orangeboatlanternseven", true, ""},
		"14 characters":          {"j8#kfL2!pqZ9xv", true, "at least 15"},
		"15 characters":          {"j8#kfL2!pqZ9xvm", true, ""},
		"characters, not bytes":  {"жжёлтый лóсь ид", true, ""},
		"8 with a second factor": {"j8#kfL2!", false, ""},
		"7 with a second factor": {"j8#kfL2", false, "at least 8"},
		"NFC is counted":         {strings.Repeat("e\u0301", 14), true, "at least 15"},
		"257 characters":         {strings.Repeat("j8#k", 64) + "x", true, "at most 256"},
		"over the bytes":         {strings.Repeat("x", 1025), true, "at most 1024"},
		"not UTF-8":              {strings.Repeat("\xff", 20), true, "UTF-8"},
		"common":                 {"password", false, "easy to guess"},
		"common with a tail":     {"password123", false, "easy to guess"},
		"common in disguise":     {"P@ssw0rd", false, "easy to guess"},
		"common twice":           {"letmeinletmeinletmein", true, "easy to guess"},
		"one sign":               {strings.Repeat("z", 40), true, "easy to guess"},
		"keys in a row":          {"qwertyuiopasdfghjkl", true, "easy to guess"},
		"counting":               {"12345678901234567890", true, "easy to guess"},
		"alphabet backwards":     {"zyxwvutsrqponmlk", true, "easy to guess"},
		"own name":               {"robinexample2026", true, "easy to guess"},
		"own address":            {"robin.example@mail.test", true, "easy to guess"},
		"own name backwards":     {"elpmaxe nibor elpmaxe", true, "easy to guess"},
		"the product":            {"taskflow-taskflow", true, "easy to guess"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for _, f := range password.Check(c.password, c.only, person...) {
				got = f.Reason
				if f.Field != "password" || strings.Contains(f.Reason, c.password) && c.password != "password" {
					t.Errorf("the field %q echoes the password: %q", f.Field, f.Reason)
				}
			}
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Text that isn't in any list may be anything; the estimate must stay a number and never panic.
func TestEstimateIsTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "password")
		if bits := password.GuessBits(text, rapid.String().Draw(t, "known")); bits < 0 || bits > 5*128 {
			t.Fatalf("%v bits", bits)
		}
	})
}

func TestCommonPasswordsAreRefused(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(corpora(t), "payloads", "passwords", "django-common-passwords-20k.txt"))
	if err != nil {
		t.Fatal(err)
	}
	tried, accepted := 0, 0
	for common := range strings.FieldsSeq(string(content)) {
		if len(common) < password.MinWithSecond {
			continue
		}
		tried++
		if len(password.Check(common, false)) == 0 {
			accepted++
		}
	}
	t.Logf("%d of %d common passwords of 8 characters or more are accepted", accepted, tried)
	if tried < 5000 || accepted*8 > tried {
		t.Errorf("more than one in eight is accepted")
	}
}

func corpora(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TASKFLOW_CORPORA")
	if dir == "" && os.Getenv("CI") == "true" {
		t.Fatal("TASKFLOW_CORPORA is not set, and in CI it must be")
	}
	if dir == "" {
		t.Skip("TASKFLOW_CORPORA is not set: the corpus of common passwords isn't there")
	}
	return dir
}

func FuzzCheck(f *testing.F) {
	f.Add("violet kettle march", "robin@mail.test")
	f.Fuzz(func(_ *testing.T, text, known string) { password.Check(text, true, known) })
}

func BenchmarkCheck(b *testing.B) {
	for name, text := range map[string]string{"passphrase": "violet-kettle-march-dune", "hostile": strings.Repeat("4@3(0$1!", 32)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				password.Check(text, true, "robin@mail.test")
			}
		})
	}
}
