package db_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/platform/db"
)

// TestMigrationsAreOnlyAppended: a database that has a migration takes none that is numbered
// before it, and does not start. testdata/migrations.txt is in the order in which they came:
// a new one is added below the others, on both engines, and has the highest number.
func TestMigrationsAreOnlyAppended(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/migrations.txt")
	if err != nil {
		t.Fatal(err)
	}
	came := strings.Fields(string(text))
	if !slices.IsSorted(came) {
		t.Errorf("a migration is numbered before one that databases have already: %v", came)
	}
	for _, engine := range []db.Engine{db.SQLite, db.PostgreSQL} {
		folder, err := db.Migrations(engine)
		if err != nil {
			t.Fatal(err)
		}
		there, err := fs.Glob(folder, "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(came, there); diff != "" {
			t.Errorf("%s (-came +there):\n%s", engine, diff)
		}
	}
}
