package app_test

import (
	"strings"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

// TestPagesGolden: an address beside the endpoints is read before it is there.
func TestPagesGolden(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	page.WriteString("# What is answered without being an endpoint\n\n" +
		"The web app's pages and files: no credential is looked at, no input is bound, no database is asked (internal/app/webui).\n\n")
	row(&page, []string{"pattern", "what"})
	row(&page, []string{"---", "---"})
	for _, r := range testworld.New(t, db.SQLite).App.Pages {
		row(&page, []string{"`" + r.Pattern + "`", r.Summary})
	}
	golden(t, "pages.md", page.String())
}
