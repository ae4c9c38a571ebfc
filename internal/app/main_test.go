package app_test

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// update writes the golden files anew: go test ./internal/app -run Golden -update
var update = flag.Bool("update", false, "write the golden files anew")

// TestMain fails when a world leaves anything running behind.
func TestMain(m *testing.M) {
	flag.Parse()
	goleak.VerifyTestMain(m)
}

// golden compares text with a committed file, or writes the file.
func golden(t *testing.T, file, text string) {
	t.Helper()
	path := "testdata/" + file
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	committed, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: write it with go test ./internal/app -run Golden -update", err)
	}
	if line, was, is := difference(string(committed), text); line > 0 {
		t.Errorf("%s isn't what the program says any more, from line %d on:\n  was %q\n  is  %q\nRead the difference, then: go test ./internal/app -run Golden -update",
			path, line, was, is)
	}
}
