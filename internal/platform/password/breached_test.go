package password_test

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/password"
)

// breachedFile writes a file as Have I Been Pwned offers it.
func breachedFile(t testing.TB, passwords []string, line func(hash string, n int) string) string {
	t.Helper()
	hashes := make([]string, len(passwords))
	for i, p := range passwords {
		sum := sha1.Sum([]byte(p))
		hashes[i] = strings.ToUpper(hex.EncodeToString(sum[:]))
	}
	slices.Sort(hashes)
	var text strings.Builder
	for n, hash := range hashes {
		text.WriteString(line(hash, n))
	}
	path := filepath.Join(t.TempDir(), "breached.txt")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openBreached(t testing.TB, path string) *password.Breached {
	t.Helper()
	b, err := password.OpenBreached(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// Every line is found, the first and the last too, and nothing else, in each form that such files have.
//
// ASVS: 6.2.12
func TestBreachedPasswordsAreFound(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]func(hash string, n int) string{
		"counted":     func(hash string, n int) string { return fmt.Sprintf("%s:%d\r\n", hash, n*n*n+1) },
		"lines alone": func(hash string, _ int) string { return hash + "\n" },
		"small": func(hash string, n int) string {
			return strings.ToLower(hash) + ":" + strings.Repeat("9", n%12+1) + "\n"
		},
	} {
		for _, many := range []int{1, 2, 3, 1000} {
			var out []string
			for n := range many {
				out = append(out, fmt.Sprintf("a breached passphrase %d", n))
			}
			b := openBreached(t, breachedFile(t, out, line))
			for _, p := range out {
				if found, err := b.Has(p); err != nil || !found {
					t.Fatalf("%s, of %d: %q isn't found: %v", name, many, p, err)
				}
			}
			for n := range 200 {
				if found, err := b.Has(fmt.Sprintf("another %d", n)); err != nil || found {
					t.Fatalf("%s: what isn't there is found: %v", name, err)
				}
			}
		}
	}
}

func TestAChosenPasswordIsLookedUp(t *testing.T) {
	t.Parallel()
	out := "violet kettle m\u00e4rch dune"
	policy := &password.Policy{Breached: openBreached(t, breachedFile(t, []string{out, "x", "y"}, func(hash string, _ int) string { return hash + ":7\n" }))}
	if reason, err := policy.Judge("violet kettle ma\u0308rch dune", true); err != nil || !strings.Contains(reason, "leak") {
		t.Errorf("refused for %q: %v", reason, err)
	}
	if reason, err := policy.Judge("violet kettle march dune", true); err != nil || reason != "" {
		t.Errorf("refused for %q: %v", reason, err)
	}
	if err := policy.Breached.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := policy.Judge("violet kettle march dune", true); err == nil {
		t.Error("a file that can't be read lets passwords through")
	}
}

// A file of another kind is refused at the start and not while somebody chooses a password.
func TestOtherFilesAreNoBreachedPasswords(t *testing.T) {
	t.Parallel()
	hash := strings.Repeat("A", 40)
	for name, text := range map[string]string{
		"empty": "", "words": "password\n123456\n", "SHA-256": strings.Repeat("A", 64) + "\n", "not sorted": strings.Repeat("B", 40) + "\n" + hash + "\n",
		"one line": strings.Repeat("x", 10_000), "not hexadecimal": strings.Repeat("G", 40) + "\n", "binary": strings.Repeat("\x00\xff", 500),
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := password.OpenBreached(path); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	if _, err := password.OpenBreached(t.TempDir()); err == nil {
		t.Error("a folder was opened")
	}
}

// Whatever is in the file, a search ends.
func FuzzBreached(f *testing.F) {
	f.Add([]byte("0000000000000000000000000000000000000000:1\n"), "x")
	f.Add([]byte("\n\n\n"), "y")
	f.Fuzz(func(t *testing.T, content []byte, text string) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := password.OpenBreached(path)
		if err != nil {
			return
		}
		_, _ = b.Has(text)
		_ = b.Close()
	})
}
