package app_test

import (
	"encoding/json"
	"go/parser"
	"regexp"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/db"
)

// guessable are the packages whose numbers can be told from those before; jitter may be.
var guessable = map[string][]string{
	"math/rand":    nil,
	"math/rand/v2": {"internal/platform/clientcredentials", "internal/platform/jobs"},
}

// TestSecretsComeFromTheSystem: nothing in the program that could make a secret can reach
// another source than the system's.
//
// ASVS: 6.5.3
func TestSecretsComeFromTheSystem(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t, parser.ImportsOnly) {
		for _, i := range s.file.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			if allowed, bad := guessable[path]; bad && !slices.Contains(allowed, s.dir) {
				t.Errorf("%s imports %s", s.path, path)
			}
		}
	}
}

var aPassword = regexp.MustCompile(`password|secret`)

// TestNobodyChoosesAnothersPassword: a password comes from whoever signs in with it, or
// has the link that was mailed to its account; who administers can only have a link sent.
//
// ASVS: 6.4.6
func TestNobodyChoosesAnothersPassword(t *testing.T) {
	t.Parallel()
	w := newStage(t, db.SQLite)
	seen := 0
	for _, o := range operations(t, w.App) {
		var body map[string]any
		if o.example == "" || json.Unmarshal([]byte(o.example), &body) != nil {
			continue
		}
		for field := range body {
			if !aPassword.MatchString(field) {
				continue
			}
			seen++
			if o.Permission.InTenant() {
				t.Errorf("%s takes %q for a permission that is held over others", o.Name, field)
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d endpoints take a password", seen)
	}
}
