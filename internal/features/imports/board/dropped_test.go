package board

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// says tells whether the ledger has an entry of a kind for a field.
func says(l *Ledger, kind, field string) bool {
	return slices.ContainsFunc(l.Entries, func(e Entry) bool { return e.Kind == kind && e.Where == field })
}

// A field that the parser has never heard of is accounted for wherever it stands.
func TestUnknownFieldsAreInTheLedger(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parse  func(testing.TB, string) (*Board, *Ledger)
		text   string
		fields []string
	}{
		"github list": {parseGitHub, `[{"id":1,"title":"A","zebra":1,"user":{"login":"a","zebra":1},"labels":[{"name":"x","zebra":1}],"milestone":{"title":"m","zebra":1},
			"comments":[{"id":2,"body":"c","zebra":1}]}]`, []string{"zebra", "user.zebra", "labels.zebra", "milestone.zebra", "comments.zebra"}},
		"github event": {parseGitHub, `{"action":"opened","zebra":{"a":[0,1]},"issue":{"id":1,"title":"A","zebra":"x"},"comment":{"id":3,"body":"b","zebra":1}}`,
			[]string{"zebra", "issue.zebra", "comment.zebra"}},
		"trello": {parseTrello, `{"id":"b","name":"B","zebra":1,"lists":[{"id":"l","name":"L","zebra":1}],"labels":[{"id":"x","zebra":true}],
			"members":[{"id":"m","zebra":1}],"customFields":[{"id":"f","zebra":1}],"checklists":[{"id":"k","idCard":"c","zebra":1,"checkItems":[{"id":"i","name":"n","zebra":1}]}],
			"actions":[{"id":"a","type":"commentCard","data":{"text":"t","card":{"id":"c"},"zebra":1}}],
			"cards":[{"id":"c","idList":"l","name":"C","zebra":1,"attachments":[{"name":"a","zebra":1}]}]}`,
			[]string{"zebra", "lists.zebra", "labels.zebra", "members.zebra", "customFields.zebra", "checklists.zebra", "checklists.checkItems.zebra",
				"actions.data.zebra", "cards.zebra", "cards.attachments.zebra"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, l := c.parse(t, c.text)
			for _, field := range c.fields {
				if !says(l, "field", field) {
					t.Errorf("%s isn't in the ledger: %+v", field, l.Entries)
				}
			}
			if n := l.Count("field"); n != len(c.fields) {
				t.Errorf("the ledger names %d fields, want %d: %+v", n, len(c.fields), l.Entries)
			}
		})
	}
}

func TestEmptyFieldsAreNoLoss(t *testing.T) {
	t.Parallel()
	_, l := parseGitHub(t, `[{"id":1,"title":"A","zebra":null,"lion":[],"ape":{"a":{"b":0},"c":"","d":[false]},"sub_issues_summary":{"total":0,"completed":0},
		"reactions":{"url":"x","total_count":0}}]`)
	if len(l.Totals) != 1 || l.Count("state_unknown") != 1 {
		t.Errorf("the ledger says %+v", l.Entries)
	}
}

func TestSubIssuesAndReactionsAreInTheLedger(t *testing.T) {
	t.Parallel()
	_, l := parseGitHub(t, `[{"id":1,"title":"A","state":"open","sub_issues_summary":{"total":2,"completed":1,"percent_completed":50},"reactions":{"total_count":1,"heart":1},
		"issue_dependencies_summary":{"blocked_by":1},"comments":[{"id":5,"body":"b","reactions":{"total_count":2}},{"id":6,"body":"c","reactionGroups":[{"content":"HEART"}]}]},
		{"id":2,"title":"B","state":"open","parent_issue_url":"https://api.github.com/repos/o/r/issues/1"}]`)
	want := map[string]int{"sub_issues": 1, "parent_issue": 1, "dependencies": 1, "reactions": 1, "comment_reactions": 2}
	if got := kinds(l); !maps.Equal(got, want) {
		t.Errorf("the ledger says %v, want %v", got, want)
	}
}

func TestDroppedFieldsAreBoundedAndInert(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString(`[{"id":1,"title":"A","state":"open","__proto__":1,"a\u001b[31mb":1,"<b>":1`)
	for i := range 2 * maxDroppedFields {
		fmt.Fprintf(&text, `,"field%d":1`, i)
	}
	text.WriteString(`}]`)
	_, l := parseGitHub(t, text.String())
	if len(l.Entries) != maxDroppedFields+1 || !says(l, "field", "(unusual name)") {
		t.Errorf("%d entries", len(l.Entries))
	}
	if shown := l.Text(); strings.ContainsAny(shown, "\x1b<") || strings.Contains(shown, "__proto__") || !strings.Contains(shown, "yet other fields") {
		t.Errorf("the ledger repeats what a field was called: %s", shown)
	}
}

// Every field of the real files has a reader or a line in the ledger.
func TestEveryFieldOfTheCorporaIsAccountedFor(t *testing.T) {
	t.Parallel()
	for pattern, parse := range map[string]func(testing.TB, string) (*Board, *Ledger){"github": parseGitHub, "trello": parseTrello} {
		for _, file := range corpusFiles(t, "import", pattern, "*.json") {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, l := parse(t, string(raw))
			var document map[string]any
			if err := json.Unmarshal(raw, &document); err != nil {
				t.Fatal(err)
			}
			for field := range fields(document) {
				_, read := memberNames[field[strings.LastIndexByte(field, '.')+1:]]
				if !read && !says(l, "field", field) && !says(l, "technical_field", field) {
					t.Errorf("%s: %s is neither read nor in the ledger", filepath.Base(file), field)
				}
			}
		}
	}
}

// fields are the fields that say something, at the top and in the objects right below it that make a board.
func fields(document map[string]any) map[string]bool {
	found := map[string]bool{}
	note := func(prefix string, object map[string]any) {
		for name, value := range object {
			if speaks(value) {
				found[prefix+name] = true
			}
		}
	}
	note("", document)
	for _, part := range []string{"issue", "comment", "cards", "lists"} {
		objects, _ := document[part].([]any)
		if object, one := document[part].(map[string]any); one {
			objects = []any{object}
		}
		for _, o := range objects {
			if object, is := o.(map[string]any); is {
				note(part+".", object)
			}
		}
	}
	return found
}

func speaks(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), speaks)
	case []any:
		return slices.ContainsFunc(v, speaks)
	case nil:
		return false
	}
	return value != false && value != 0.0 && value != ""
}
