package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	quoted = regexp.MustCompile("`([^`]+)`")
	proof  = regexp.MustCompile(`^(?:scripts/with-servers )?go test ((?:\./\S+ ?)+)(?:-run '?([^']+?)'?)?$`)
	making = regexp.MustCompile(`^make ([a-z -]+)$`)
)

// TestEveryPromiseHasItsProof: each command of SECURITY.md runs tests that there are.
func TestEveryPromiseHasItsProof(t *testing.T) {
	t.Parallel()
	page := read(t, root+"/SECURITY.md")
	_, page, _ = strings.Cut(page, "\n## What is promised")
	page, _, _ = strings.Cut(page, "\n## ")
	promises := strings.Split(page, "\n* ")[1:]
	for _, promise := range promises {
		commands := 0
		for _, found := range quoted.FindAllStringSubmatch(promise, -1) {
			if !strings.Contains(found[1], "go test") && !strings.HasPrefix(found[1], "make ") {
				continue
			}
			commands++
			for _, wrong := range unproved(t, found[1]) {
				t.Errorf("SECURITY.md: %q: %s", found[1], wrong)
			}
		}
		if commands == 0 {
			t.Errorf("SECURITY.md: no command proves %q", promise)
		}
	}
	if len(promises) < 10 {
		t.Errorf("SECURITY.md holds only %d promises", len(promises))
	}
}

func TestTheProofRuleSeesOffenders(t *testing.T) {
	t.Parallel()
	for _, command := range []string{
		"go test ./internal/app -run TestThatNobodyWrote", "go test ./internal/nowhere", "go test ./internal/app -run 'TestFlood|TestThatNobodyWrote'",
		"go test ./internal/app ./internal/platform/clock -run TestFlood", "make nothing", "go test -run TestFlood ./internal/app",
	} {
		if len(unproved(t, command)) == 0 {
			t.Errorf("not seen: %s", command)
		}
	}
}

// unproved says what a command promises to run and doesn't: a word of the
// pattern without a test, or a package without any of the pattern's.
func unproved(t *testing.T, command string) (list []string) {
	t.Helper()
	if targets := making.FindStringSubmatch(command); targets != nil {
		for target := range strings.FieldsSeq(targets[1]) {
			if !strings.Contains(read(t, root+"/Makefile"), "\n"+target+":") {
				list = append(list, "make has no "+target)
			}
		}
		return list
	}
	parts := proof.FindStringSubmatch(command)
	if parts == nil {
		return []string{"isn't of the form that is checked"}
	}
	used := map[string]bool{}
	for folder := range strings.FieldsSeq(parts[1]) {
		ran := 0
		for _, name := range testsIn(t, folder) {
			for word := range strings.SplitSeq(parts[2], "|") {
				if regexp.MustCompile(word).MatchString(name) {
					used[word], ran = true, ran+1
				}
			}
		}
		if ran == 0 {
			list = append(list, "runs nothing in "+folder)
		}
	}
	for word := range strings.SplitSeq(parts[2], "|") {
		if !used[word] {
			list = append(list, fmt.Sprintf("no test is called %q", word))
		}
	}
	return list
}

// testsIn are the names of a package's tests, or of all below it for a pattern with dots.
func testsIn(t *testing.T, pattern string) (names []string) {
	t.Helper()
	folder, below := strings.CutSuffix(filepath.Join(root, pattern), "/...")
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err // no such package: it has no tests
		case entry.IsDir() && path != folder && !below:
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			if f, is := declared.(*ast.FuncDecl); is && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") && f.Name.Name != "TestMain" {
				names = append(names, f.Name.Name)
			}
		}
		return nil
	})
	return names
}
