package board

import (
	"os"
	"path/filepath"
	"testing"
)

// corpus reads a file of the shared corpora, which are never part of this repository.
func corpus(t testing.TB, elem ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{corpora(t)}, elem...)...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func corpora(t testing.TB) string {
	t.Helper()
	root := os.Getenv("TASKFLOW_CORPORA")
	if root == "" && os.Getenv("CI") == "true" {
		t.Fatal("TASKFLOW_CORPORA must name the shared corpora in CI")
	}
	if root == "" {
		t.Skip("skipped: TASKFLOW_CORPORA does not name the shared corpora")
	}
	return root
}

func corpusFiles(t testing.TB, pattern ...string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(append([]string{corpora(t)}, pattern...)...))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files at %v: %v", pattern, err)
	}
	return files
}
