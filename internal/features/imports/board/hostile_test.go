package board

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskflow/internal/platform/problem"
)

var parsers = map[Source]func(context.Context, []byte, Limits) (*Board, *Ledger, error){Trello: ParseTrello, GitHub: ParseGitHub}

func public(err error) string {
	p := problem.From(err)
	reasons := []string{string(p.Code), p.Detail}
	for _, f := range p.Fields {
		reasons = append(reasons, f.Field, f.Reason)
	}
	return strings.Join(reasons, " | ")
}

func TestBrokenFilesAreRefusedWithAPlace(t *testing.T) {
	t.Parallel()
	const good = `{"id":"b","lists":[],"cards":[]}`
	secret := "s3cr3t-" + strings.Repeat("x", 30)
	tests := map[string]struct {
		data string
		code problem.Code
		says string
	}{
		"nothing":            {"", problem.CodeBadRequest, "too early"},
		"truncated":          {`{"id":"b","lists":[],"cards":[{"id":"c","name":"hel`, problem.CodeBadRequest, "cards[0].name: the file ends too early"},
		"duplicate member":   {`{"id":"b","lists":[],"cards":[{"id":"c"},{"` + secret + `":1,"` + secret + `":2}]}`, problem.CodeBadRequest, "cards[1]: an object has the same member twice"},
		"escaped duplicate":  {`{"id":"b","\u0069d":"c","lists":[]}`, problem.CodeBadRequest, "twice"},
		"trailing":           {good + good, problem.CodeBadRequest, "something follows"},
		"invalid UTF-8":      {"{\"id\":\"\xff\"}", problem.CodeBadRequest, "byte 7 is not UTF-8"},
		"UTF-16":             {"\xFF\xFE{\x00}\x00", problem.CodeBadRequest, "UTF-16"},
		"an array":           {`[]`, problem.CodeInvalid, "no Trello board"},
		"a string":           {`"` + secret + `"`, problem.CodeInvalid, "no Trello board"},
		"no lists":           {`{"id":"b","cards":[]}`, problem.CodeInvalid, "no Trello board"},
		"lists of text":      {`{"id":"b","lists":"` + secret + `"}`, problem.CodeInvalid, "lists: expected an array, found a string"},
		"cards an object":    {`{"id":"b","lists":[],"cards":{"` + secret + `":1}}`, problem.CodeInvalid, "cards: expected an array, found an object"},
		"not a number":       {`{"id":"b","lists":[],"cards":[{"pos":NaN}]}`, problem.CodeBadRequest, "cards[0].pos: this isn't JSON"},
		"deep":               {`{"id":"b","x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, problem.CodeInvalid, "nested deeper than 64"},
		"very deep":          {strings.Repeat("[", 100_000), problem.CodeInvalid, "nested deeper than 64"},
		"many members":       {`{"a":{` + strings.Repeat(`"k":0,`, 5000) + `"z":1}}`, problem.CodeInvalid, "more than 4096 members"},
		"too many cards":     {`{"id":"b","lists":[],"cards":[` + strings.Repeat(`{},`, 50_000) + `{}]}`, problem.CodeTooLarge, "cards: only 50000"},
		"too many lists":     {`{"id":"b","lists":[` + strings.Repeat(`{},`, 1000) + `{}]}`, problem.CodeTooLarge, "lists: only 1000"},
		"too many labels":    {`{"id":"b","labels":[` + strings.Repeat(`{},`, 1000) + `{}]}`, problem.CodeTooLarge, "labels: only 1000"},
		"too many actions":   {`{"id":"b","actions":[` + strings.Repeat(`{},`, 200_000) + `{}]}`, problem.CodeTooLarge, "actions: only 200000"},
		"too many members":   {`{"id":"b","members":[` + strings.Repeat(`{},`, 10_000) + `{}]}`, problem.CodeTooLarge, "members: only 10000"},
		"too many in total":  {`{"id":"b","lists":[],"checklists":[{"id":"k","checkItems":[` + strings.Repeat(`0,`, 1_000_000) + `0]}]}`, problem.CodeTooLarge, "only 1000000"},
		"larger than 64 MiB": {strings.Repeat(" ", 64<<20) + good, problem.CodeTooLarge, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, l, err := ParseTrello(t.Context(), []byte(tt.data), Limits{})
			if err == nil || b != nil || l != nil {
				t.Fatalf("accepted: %+v", b)
			}
			said := public(err)
			if problem.CodeOf(err) != tt.code || !strings.Contains(said, tt.says) {
				t.Errorf("said %q, want %s and %q", said, tt.code, tt.says)
			}
			if strings.Contains(said, "s3cr3t") {
				t.Errorf("the problem repeats content: %q", said)
			}
		})
	}
}

func TestHarmlessOdditiesAreAccepted(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"byte order mark":   "\xEF\xBB\xBF" + `{"id":"b","lists":[],"cards":[]}`,
		"depth of 64":       `{"id":"b","lists":[],"x":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + `}`,
		"brackets in text":  `{"id":"b","lists":[],"name":"` + strings.Repeat(`[{\":`, 5000) + `"}`,
		"everything null":   `{"id":"b","lists":null,"cards":null,"labels":null,"actions":null,"prefs":null,"name":null}`,
		"dangerous members": `{"id":"b","lists":[],"__proto__":{"cards":1},"constructor":[],"toString":null}`,
		"white space":       " \n\t" + `{"id":"b","lists":[]}` + "\r\n\n",
	} {
		if _, _, err := ParseTrello(t.Context(), []byte(data), Limits{}); err != nil {
			t.Errorf("%s: %s", name, public(err))
		}
	}
}

// Every member of a card, of every wrong type: the card's other parts stay.
func TestWrongTypesCostOnlyThemselves(t *testing.T) {
	t.Parallel()
	values := []string{`null`, `true`, `1`, `-1e400`, `"x"`, `""`, `[]`, `{}`, `[[1]]`, `[{}]`, `[null]`, `{"a":{}}`, `{"id":{}}`, `[{"id":[],"value":[],"checkItems":7,"name":{}}]`}
	for name := range memberNames {
		if name == "id" {
			continue
		}
		for _, v := range values {
			data := `{"id":"b","lists":[{"id":"l","name":"L"}],"cards":[{"id":"keep","` + name + `":` + v + `},{"id":"other","name":"Other","idList":"l"}]}`
			b, _, err := ParseTrello(t.Context(), []byte(data), Limits{})
			if err != nil || len(b.Cards) != 2 {
				t.Errorf("%s: %s: %v", name, v, err)
			}
			if name == "number" || name == "title" {
				continue
			}
			data = `[{"id":1,"number":1,"title":"One","` + name + `":` + v + `},{"id":2,"number":2,"title":"Two","state":"open"}]`
			b, _, err = ParseGitHub(t.Context(), []byte(data), Limits{})
			if err != nil || len(b.Cards) == 0 || b.Cards[len(b.Cards)-1].SourceID != "2" {
				t.Errorf("github %s: %s: %v", name, v, err)
			}
		}
	}
}

func TestOneCardWithThousandsOfParts(t *testing.T) {
	t.Parallel()
	labels := strings.TrimSuffix(strings.Repeat(`{"id":"same"},`, 30_000), ",")
	b, l := parseTrello(t, `{"id":"b","lists":[{"id":"l"}],"cards":[{"id":"c","name":"C","idList":"l","labels":[`+labels+`]}]}`)
	if len(b.Cards[0].Labels) != 1 || l.Count("too_many_on_one_card") != 1 {
		t.Errorf("%d labels\n%s", len(b.Cards[0].Labels), l.Text())
	}
}

func TestJSONParsingSuite(t *testing.T) {
	t.Parallel()
	for _, file := range append(corpusFiles(t, "payloads", "json-parsing", "test_parsing", "*"), corpusFiles(t, "payloads", "json-parsing", "test_transform", "*")...) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for source, parse := range parsers {
			_, _, err := parse(t.Context(), raw, Limits{})
			if err == nil && strings.HasPrefix(filepath.Base(file), "n_") {
				t.Errorf("%s accepts %s", source, filepath.Base(file))
			}
			// The same bytes as an unimportant part of a good board: only syntax can be at fault.
			inside := append(append([]byte(`{"id":"b","lists":[],"other":`), raw...), '}')
			_, _, err = ParseTrello(t.Context(), inside, Limits{})
			if err != nil && strings.HasPrefix(filepath.Base(file), "y_") && !strings.Contains(filepath.Base(file), "duplicated") {
				t.Errorf("a board that holds %s is refused: %s", filepath.Base(file), public(err))
			}
		}
	}
}

// A file made to need much memory per byte stays within about four times its size.
//
//nolint:paralleltest // it reads the process's allocation counters
func TestMemoryStaysInProportion(t *testing.T) {
	for name, data := range map[string][]byte{
		"tiny cards":    []byte(`{"id":"b","lists":[],"cards":[` + strings.Repeat(`{},`, 49_999) + `{}],"x":"` + strings.Repeat("x", 8<<20) + `"}`),
		"skipped parts": []byte(`{"id":"b","lists":[],"x":[` + strings.Repeat(`{"a":[0,{"b":""}]},`, 500_000) + `0]}`),
		"wrong types":   []byte(`{"id":"b","lists":[],"actions":[` + strings.Repeat(`"",`, 199_999) + `0],"x":[` + strings.Repeat(`0,`, 2_000_000) + `0]}`),
		"one long text": []byte(`{"id":"b","lists":[{"id":"l"}],"cards":[{"id":"c","idList":"l","desc":"` + strings.Repeat("\\u0041", 2<<20) + `"}]}`),
		"real shape":    generatedTrello(5000),
	} {
		used := allocated(func() { _, _, _ = ParseTrello(t.Context(), data, Limits{}) })
		t.Logf("%s: %.1f MB file, %.1f MB allocated in all (%.1f×)", name, float64(len(data))/1e6, float64(used)/1e6, float64(used)/float64(len(data)))
		if used > 4*uint64(len(data)) {
			t.Errorf("%s: %d bytes allocated for a file of %d", name, used, len(data))
		}
	}
}

func FuzzTrello(f *testing.F) {
	f.Add([]byte(fullTrello))
	f.Add([]byte(`{"id":"b","lists":[],"cards":[{"id":"c","idList":"l","labels":[{"id":"a"}],"name":"\u0000\ud800"}]}`))
	fuzz(f, ParseTrello)
}

func FuzzGitHub(f *testing.F) {
	f.Add([]byte(issueList))
	f.Add([]byte(`{"action":"created","issue":{"id":1,"title":"t"},"comment":{"id":2,"body":"b"}}` + "\n" + `{"id":3,"number":3,"title":"x"}`))
	fuzz(f, ParseGitHub)
}

// fuzz checks what every accepted board promises to its store.
func fuzz(f *testing.F, parse func(context.Context, []byte, Limits) (*Board, *Ledger, error)) {
	small := Limits{Bytes: 1 << 20, Cards: 100, Columns: 20, Labels: 50, Actions: 100, Members: 50, Elements: 2000, PerCard: 20, LedgerExamples: 5}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		b, l, err := parse(t.Context(), data, small)
		if !bytes.Equal(before, data) {
			t.Fatal("the file was written to")
		}
		if err != nil {
			if problem.CodeOf(err) == problem.CodeInternal {
				t.Fatalf("an internal problem: %v", err)
			}
			return
		}
		checkPromises(t, b, l)
	})
}

func checkPromises(t *testing.T, b *Board, l *Ledger) {
	t.Helper()
	columns, labels, members, cards := index{}, index{}, index{}, index{}
	names := index{}
	for _, c := range b.Columns {
		require(t, c.SourceID != "" && !columns[c.SourceID] && fits(c.Name, maxColumnName), "column", c)
		columns[c.SourceID] = true
	}
	for _, label := range b.Labels {
		require(t, !labels[label.SourceID] && !names[strings.ToLower(label.Name)] && fits(label.Name, maxLabelName), "label", label)
		labels[label.SourceID], names[strings.ToLower(label.Name)] = true, true
	}
	for _, m := range b.Members {
		require(t, m.SourceID != "" && !members[m.SourceID], "member", m)
		members[m.SourceID] = true
	}
	for _, c := range b.Cards {
		require(t, c.SourceID != "" && !cards[c.SourceID] && columns[c.Column] && fits(c.Title, maxTitle) && strings.TrimSpace(c.Title) == c.Title, "card", c)
		require(t, (c.Description == "" || fits(c.Description, maxDescription)) && c.DueComplete == (c.CompletedAt != nil), "card", c)
		cards[c.SourceID] = true
		for _, id := range c.Labels {
			require(t, labels[id], "label of a card", id)
		}
		for _, id := range c.Members {
			require(t, members[id], "member of a card", id)
		}
		for _, comment := range c.Comments {
			require(t, fits(comment.Text, maxComment) && (comment.Author == "" || members[comment.Author]), "comment", comment)
		}
	}
	require(t, len(l.Entries) <= 5*len(l.Totals)+maxDroppedFields && !strings.ContainsAny(l.Text(), "\x00\x1b\r\u202e"), "ledger", l.Text())
}

func fits(s string, n int) bool {
	return s != "" && len([]rune(s)) <= n && !strings.Contains(s, "\x00")
}

func require(t *testing.T, ok bool, what string, value any) {
	t.Helper()
	if !ok {
		t.Fatalf("%s breaks a promise: %+v", what, value)
	}
}
