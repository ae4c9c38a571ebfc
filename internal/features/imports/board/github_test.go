package board

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parseGitHub(t testing.TB, data string) (*Board, *Ledger) {
	t.Helper()
	b, l, err := Parse(t.Context(), GitHub, []byte(data), Limits{})
	if err != nil {
		t.Fatal(public(err))
	}
	return b, l
}

func TestEveryGitHubPayload(t *testing.T) {
	t.Parallel()
	type outcome struct {
		Cards, Labels, Comments int
		Ledger                  map[string]int
	}
	want := map[string]outcome{
		"issue_comment-created.json":         {1, 2, 1, map[string]int{"milestone": 1, "milestone_due": 1}},
		"issues-assigned.json":               {1, 2, 0, map[string]int{"milestone": 1, "milestone_due": 1}},
		"issues-edited.json":                 {1, 2, 0, map[string]int{"milestone": 1, "milestone_due": 1}},
		"issues-labeled.json":                {1, 2, 0, map[string]int{"milestone": 1, "milestone_due": 1}},
		"issues-milestoned.json":             {0, 1, 0, map[string]int{"pull_request": 1, "no_issues": 1}},
		"issues-opened.json":                 {1, 2, 0, map[string]int{"milestone": 1, "milestone_due": 1}},
		"issues-opened.with-empty-body.json": {1, 2, 0, map[string]int{"milestone": 1, "milestone_due": 1}},
		"issues-reopened.json":               {1, 2, 0, map[string]int{"milestone": 1, "milestone_due": 1}},
		"label-created.json":                 {0, 1, 0, map[string]int{"no_issues": 1}},
		"milestone-created.json":             {0, 0, 0, map[string]int{"no_issues": 1}},
	}
	got := map[string]outcome{}
	for _, file := range corpusFiles(t, "import", "github", "*.json") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b, l := parseGitHub(t, string(raw))
		o := outcome{Cards: len(b.Cards), Labels: len(b.Labels), Ledger: kinds(l)}
		for _, c := range b.Cards {
			o.Comments += len(c.Comments)
		}
		if b.SourceID != "codertocat/hello-world" {
			t.Errorf("%s: board %q", file, b.SourceID)
		}
		got[filepath.Base(file)] = o
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A stream of events about one issue is one card, in its last state, with all comments.
func TestEventsOfOneIssueBecomeOneCard(t *testing.T) {
	t.Parallel()
	var all []string
	for _, name := range []string{"issues-opened", "issues-reopened", "issue_comment-created", "issues-labeled"} {
		all = append(all, string(corpus(t, "import", "github", name+".json")))
	}
	b, _ := parseGitHub(t, "["+strings.Join(all, ",")+"]")
	if len(b.Cards) != 1 || len(b.Cards[0].Comments) != 1 {
		t.Fatalf("%+v", b.Cards)
	}
	c := b.Cards[0]
	if c.SourceID != "444500041" || c.Description != "" || c.Column != openColumn || c.CompletedAt != nil {
		t.Errorf("the latest event doesn't stand: %+v", c)
	}
	if diff := cmp.Diff(Comment{SourceID: "492700400", Author: "codertocat", AuthorName: "Codertocat", At: instant(t, "2019-05-15T15:20:21Z"),
		Text: "You are totally right! I'll get this fixed right away."}, c.Comments[0]); diff != "" {
		t.Error(diff)
	}
}

const issueList = `[
 {"id":12,"number":2,"title":"Second","body":"*Text*\r\n","state":"closed","state_reason":"not_planned","closed_at":"2024-02-02T00:00:00Z","created_at":"2024-01-02T00:00:00Z","updated_at":"2024-02-03T00:00:00Z",
  "html_url":"https://github.com/octo/repo/issues/2","url":"https://api.github.com/repos/octo/repo/issues/2","user":{"login":"Octo"},"assignees":[{"login":"octo"},{"login":"cat"}],
  "labels":[{"id":1,"name":"Bug","color":"d73a4a"},"help"],"comments":3,"milestone":{"title":"v1","due_on":"2024-03-01T00:00:00Z"},"locked":true,"reactions":{"total_count":2}},
 {"id":11,"number":1,"title":"First","body":null,"state":"open","labels":[{"id":9,"name":"bug","color":"ffffff"}],"assignee":{"login":"cat"}},
 {"id":13,"number":3,"title":"A pull request","state":"open","pull_request":{"url":"https://example.org"}}
]`

func TestIssueList(t *testing.T) {
	t.Parallel()
	b, l := parseGitHub(t, issueList)
	want := &Board{
		Source: GitHub, SourceID: "octo/repo", Name: "octo/repo",
		Columns: []Column{{SourceID: "open", Name: "Open", Position: 1}, {SourceID: "closed", Name: "Closed", Position: 2, Done: true}},
		Labels:  []Label{{SourceID: "label:bug", Name: "Bug", Color: "#d73a4a"}, {SourceID: "label:help", Name: "help"}, {SourceID: "label:milestone: v1", Name: "Milestone: v1"}},
		Members: []Member{{SourceID: "octo", Username: "Octo", Name: "Octo"}, {SourceID: "cat", Username: "cat", Name: "cat"}},
		Cards: []Card{
			{SourceID: "11", Column: "open", Title: "First", Position: 1, Labels: []string{"label:bug"}, Members: []string{"cat"}},
			{SourceID: "12", Column: "closed", Title: "Second", Description: "*Text*\r\n", URL: "https://github.com/octo/repo/issues/2", Position: 2,
				DueComplete: true, CompletedAt: instant(t, "2024-02-02T00:00:00Z"), CreatedAt: instant(t, "2024-01-02T00:00:00Z"), CreatedBy: "octo",
				Labels: []string{"label:bug", "label:help", "label:milestone: v1"}, Members: []string{"octo", "cat"}},
		},
	}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
	wantLedger := map[string]int{"pull_request": 1, "comments_elsewhere": 1, "milestone": 1, "milestone_due": 1, "close_reason": 1, "lock": 1, "reactions": 1}
	if diff := cmp.Diff(wantLedger, kinds(l)); diff != "" {
		t.Error(diff)
	}
}

func TestIssuesOfTheCommandLineTool(t *testing.T) {
	t.Parallel()
	b, _ := parseGitHub(t, `[{"id":"I_kw","number":5,"title":"T","state":"OPEN","url":"https://github.com/o/r/issues/5","author":{"login":"a"},"createdAt":"2024-01-01T00:00:00Z",
	 "comments":[{"id":"IC_2","author":{"login":"b"},"body":"later","createdAt":"2024-01-03T00:00:00Z"},{"id":"IC_1","author":{"login":"a"},"body":"sooner","createdAt":"2024-01-02T00:00:00Z"}]}]`)
	if c := b.Cards[0]; c.SourceID != "I_kw" || c.URL != "https://github.com/o/r/issues/5" || len(c.Comments) != 2 || c.Comments[0].Text != "sooner" {
		t.Errorf("%+v", c)
	}
}

func TestObjectsByLine(t *testing.T) {
	t.Parallel()
	one, two := `{"id":1,"number":1,"title":"One","state":"open"}`, `{"action":"created","issue":{"id":2,"title":"Two","state":"open"},"comment":{"id":7,"body":"hi"}}`
	gone := `{"action":"deleted","issue":{"id":1,"title":"One"}}` + "\n" + `{"action":"deleted","issue":{"id":2,"title":"Two","state":"open"},"comment":{"id":7,"body":"hi"}}`
	for _, data := range []string{one + "\n" + two, one + "\r\n" + two + "\n\n", "\xEF\xBB\xBF" + one + "\n" + two} {
		if b, _ := parseGitHub(t, data); len(b.Cards) != 2 || len(b.Cards[1].Comments)+len(b.Cards[0].Comments) != 1 {
			t.Errorf("%q gave %d cards", data, len(b.Cards))
		}
	}
	if b, _ := parseGitHub(t, one+"\n"+two+"\n"+gone); len(b.Cards) != 1 || len(b.Cards[0].Comments) != 0 {
		t.Errorf("deleted things came back: %+v", b.Cards)
	}
	for _, data := range []string{one + two, one + " " + two, one + "\n[]", one + "\n{", one + "\n1", `[` + one + `]` + "\n" + one, `7`, `{}`, `[{}]`, `[1,"x"]`, `{"title":"no number"}`, ""} {
		if _, _, err := ParseGitHub(t.Context(), []byte(data), Limits{}); err == nil {
			t.Errorf("%q was accepted", data)
		}
	}
}
