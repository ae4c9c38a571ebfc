package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// mark is a test's claim to show a requirement of ASVS 5.0.
type mark struct {
	requirement string
	path        string // from the root of the module
	test        string
}

var (
	// A mark and the test that it is of: in Go the last line of the test's comment, in TypeScript the line above the test.
	goTest = regexp.MustCompile(`^func ((?:Test|Fuzz)\w+)\(`)
	tsTest = regexp.MustCompile("^\\s*(?:test|it)(?:\\.\\w+)*(?:\\(.*\\))?\\((?:'(.*?)'|\"(.*?)\"|`(.*?)`),")
	ofASVS = regexp.MustCompile(`^\s*// ASVS: (.*)$`)
	idForm = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
)

// marks are the claims of all tests; a mark that no test follows, or of no such form, is an error.
func marks(t *testing.T) (list []mark) {
	t.Helper()
	for _, top := range []string{"internal", "cmd", "web/src", "web/e2e"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !hasTests(path) {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			relative := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
			found, wrong := marksIn(relative, string(text))
			for _, line := range wrong {
				t.Errorf("%s: a mark that can't be read or that no test follows: %s", relative, line)
			}
			list = append(list, found...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func hasTests(path string) bool {
	return strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".test.ts") || strings.HasSuffix(path, ".test.tsx")
}

func marksIn(path, text string) (list []mark, wrong []string) {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		said := ofASVS.FindStringSubmatch(line)
		if said == nil {
			continue
		}
		name := ""
		if i+1 < len(lines) {
			name = testNamed(path, lines[i+1])
		}
		ids := strings.FieldsFunc(said[1], func(r rune) bool { return r == ' ' || r == ',' })
		if name == "" || len(ids) == 0 {
			wrong = append(wrong, line)
		}
		for _, id := range ids {
			if !idForm.MatchString(id) {
				wrong = append(wrong, line)
				continue
			}
			list = append(list, mark{requirement: id, path: path, test: name})
		}
	}
	return list, wrong
}

// testNamed is the name of the test that begins in the line; empty if none does.
func testNamed(path, line string) string {
	form := tsTest
	if strings.HasSuffix(path, ".go") {
		form = goTest
	}
	if found := form.FindStringSubmatch(line); found != nil {
		return strings.Join(found[1:], "")
	}
	return ""
}

func TestMarksAreReadAndWrongOnesSeen(t *testing.T) {
	t.Parallel()
	// Put together here, so that this file has no marks that are none.
	const said = "// " + "ASVS: "
	for text, want := range map[string]int{
		said + "6.2.1, 6.2.4\nfunc TestX(t *testing.T) {": 2, said + "6.2.1\nfunc FuzzX(f *testing.F) {": 1,
		said + "6.2.1\nfunc x() {": -1, said + "V6.2.1\nfunc TestX(t *testing.T) {": -1, said + "\nfunc TestX(": -1, said + "6.2.1": -1,
	} {
		found, wrong := marksIn("a_test.go", text)
		if len(wrong) > 0 != (want < 0) || want >= 0 && len(found) != want {
			t.Errorf("%q: %v, wrong %v", text, found, wrong)
		}
	}
	for text, name := range map[string]string{
		said + "6.2.1\ntest('a title', async () => {": "a title", said + "6.2.1\n  it.each([1, 2])('each %s', (n) => {": "each %s", said + "6.2.1\nconst x = 1": "",
	} {
		found, wrong := marksIn("a.test.ts", text)
		if name == "" && len(wrong) == 0 || name != "" && (len(found) != 1 || found[0].test != name) {
			t.Errorf("%q: %v, wrong %v", text, found, wrong)
		}
	}
}
