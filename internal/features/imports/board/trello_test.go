package board

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func parseTrello(t testing.TB, data string) (*Board, *Ledger) {
	t.Helper()
	b, l, err := ParseTrello(t.Context(), []byte(data), Limits{})
	if err != nil {
		t.Fatalf("%v (%+v)", err, err)
	}
	return b, l
}

// kinds is the ledger as kind → count, without the fields that have no place here (see dropped_test.go).
func kinds(l *Ledger) map[string]int {
	out := map[string]int{}
	for _, total := range l.Totals {
		if total.Kind != "field" && total.Kind != "technical_field" {
			out[total.Kind] += total.Count
		}
	}
	return out
}

func instant(t testing.TB, s string) *time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	at = at.UTC()
	return &at
}

func TestRealTrelloBoard(t *testing.T) {
	t.Parallel()
	b, l := parseTrello(t, string(corpus(t, "import", "trello", "wekan-trello-project100.json")))
	member := "573c6868cbda1f0332684fb0"
	want := &Board{
		Source: Trello, SourceID: "5fcbec03c670ab79e1f625b2", Name: "Project 100", URL: "https://trello.com/b/CsjMiavu/project-100",
		Columns: []Column{
			{SourceID: "5fcbec0a23b2cc266296d6a3", Name: "Todo", Position: 65535},
			{SourceID: "5fcbec1161adb425de51ca13", Name: "In Progress", Position: 131071},
			{SourceID: "5fcbec13f32ee17fc4780b10", Name: "Done", Position: 196607},
		},
		Labels: []Label{
			{SourceID: "5fcbec031258da48af166d5f", Name: "green", Color: "#4bce97"},
			{SourceID: "5fcbec031258da48af166d61", Name: "yellow", Color: "#e2b203"},
			{SourceID: "5fcbec031258da48af166d67", Name: "red", Color: "#f87462"},
			{SourceID: "5fcbec031258da48af166d69", Name: "purple", Color: "#9f8fef"},
			{SourceID: "5fcbec031258da48af166d65", Name: "orange", Color: "#faa53d"},
			{SourceID: "5fcbec031258da48af166d6a", Name: "blue", Color: "#579dff"},
		},
		Members: []Member{{SourceID: member, Username: "test_user", Name: "Test User"}},
		Cards: []Card{
			{SourceID: "5fcbec2e6621ca4f0a547896", Column: "5fcbec0a23b2cc266296d6a3", Title: "Write code", Position: 32767.5,
				URL: "https://trello.com/c/cQCFhToV", Members: []string{member}, CreatedAt: instant(t, "2020-12-05T20:23:10Z"),
				Description: "### Custom fields\n\n- **Logical Value:** yes\n- **Date Value:** 2021-01-07 10:00 UTC\n- **Text Value:** Hello"},
			{SourceID: "5fcbec28c680d2608374ce89", Column: "5fcbec0a23b2cc266296d6a3", Title: "Review code", Position: 65535,
				URL: "https://trello.com/c/SMc4sR3Q", Members: []string{member}, CreatedAt: instant(t, "2020-12-05T20:23:04Z")},
			{SourceID: "5fcbec466e95cf70fc04fbc6", Column: "5fcbec1161adb425de51ca13", Title: "Visualize code", Position: 65535,
				URL: "https://trello.com/c/IutYxjuP", Members: []string{member}, CreatedAt: instant(t, "2020-12-05T20:23:34Z"),
				Description: "### Custom fields\n\n- **Logical Value:** yes\n- **Date Value:** 2021-01-28 10:00 UTC\n- **Dropdown:** Down\n" +
					"- **Number Value:** 100.32\n- **Text Value:** Test text"},
		},
	}
	for i := range b.Cards {
		if len(b.Cards[i].Labels) == 0 {
			b.Cards[i].Labels = nil
		}
	}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"custom_fields": 2, "history": 1, "board_roles": 1, "background": 1}, kinds(l)); diff != "" {
		t.Errorf("ledger: %s\n%s", diff, l.Text())
	}
}

const fullTrello = `{
 "id":"b1","name":" Board ","desc":"About","closed":true,"prefs":{"backgroundImage":"https://example.org/bg.png"},"powerUps":["calendar"],
 "actions":[
  {"id":"a3","type":"commentCard","date":"2024-03-02T10:00:00Z","idMemberCreator":"gone","memberCreator":{"fullName":"Left Member","username":"left"},"data":{"text":"second","card":{"id":"5fcbec28c680d2608374ce89"}}},
  {"id":"a2","type":"copyCommentCard","date":"2024-03-01T10:00:00Z","idMemberCreator":"m1","memberCreator":{"username":"one"},"data":{"text":"first","card":{"id":"5fcbec28c680d2608374ce89"}}},
  {"id":"a4","type":"updateCard","date":"2024-03-03T10:00:00Z","data":{"card":{"id":"5fcbec28c680d2608374ce89","dueComplete":true},"old":{"dueComplete":false}}},
  {"id":"a5","type":"commentCard","date":"2024-03-03T10:00:00Z","data":{"text":"orphan","card":{"id":"deleted"}}},
  {"id":"a6","type":"commentCard","date":"2024-03-03T10:00:00Z","data":{"text":"","card":{"id":"5fcbec28c680d2608374ce89"}}},
  {"id":"a7","type":"moveListToBoard","data":{}}],
 "cards":[
  {"id":"5fcbec28c680d2608374ce89","idList":"l2","name":"  Ship it  ","desc":"Body","pos":2,"due":"2024-03-05T12:00:00.123456789+02:00","dueComplete":true,"dueReminder":1440,
   "start":"2024-02-01T00:00:00Z","idLabels":["b","a","a","nope"],"idMembers":["m1","nobody"],"cover":{"color":"red","size":"normal"},"stickers":[{}],"idMembersVoted":["m1"],
   "coordinates":{"latitude":1},"locationName":"Old *Town*","isTemplate":true,"cardRole":"separator","pluginData":[{}],
   "attachments":[{"name":"plan_v1.pdf","url":"https://example.org/a b"},{"name":"ok","url":"https://example.org/x?y=1"},{"name":"bad","url":"javascript:alert(1)"}],
   "customFieldItems":[{"idCustomField":"f2","value":{"number":"7"}},{"idCustomField":"f1","idValue":"o1"},{"idCustomField":"f9","value":{"text":"x"}}]},
  {"id":"c2","idList":"l1","name":"Archived","pos":1,"closed":true},
  {"id":"c3","idList":"nowhere","name":"Lost list","pos":1},
  {"id":"c4","idList":"l1","name":"","pos":1e999,"due":"tomorrow"},
  {"id":"c2","idList":"l1","name":"Twin","pos":1},
  {"id":"c5","idList":"l1","name":["not text"],"pos":"first","closed":"yes","idLabels":"a"},
  {"name":"No id","idList":"l1"},
  "no card at all"],
 "checklists":[
  {"id":"k2","idCard":"5fcbec28c680d2608374ce89","name":"Later","pos":2,"checkItems":[]},
  {"id":"k1","idCard":"5fcbec28c680d2608374ce89","name":"Sooner","pos":1,"checkItems":[{"id":"i2","name":"two","state":"complete","pos":20},{"id":"i1","name":"one","state":"incomplete","pos":10,"due":"2024-01-01T00:00:00Z"}]},
  {"id":"k3","idCard":"deleted","name":"Orphan"}],
 "labels":[{"id":"a","name":"Bug","color":"red_dark"},{"id":"b","name":"bug","color":"sky"},{"id":"c","name":"","color":null}],
 "lists":[{"id":"l2","name":"Done","pos":20,"closed":true},{"id":"l1","name":"Todo","pos":10,"softLimit":5}],
 "members":[{"id":"m1","username":"one","fullName":"Member One","avatarUrl":"https://example.org/a.png"}],
 "customFields":[{"id":"f1","name":"Priority","type":"list","pos":1,"options":[{"id":"o1","value":{"text":"High"}}]},{"id":"f2","name":"Cost\n# x","type":"number","pos":2}],
 "__proto__":{"polluted":true},"constructor":1}`

func TestTrelloKeepsWhatItCanAndWritesDownTheRest(t *testing.T) {
	t.Parallel()
	b, l := parseTrello(t, fullTrello)
	var order []string
	for _, c := range b.Cards {
		order = append(order, c.Column+"/"+c.Title)
	}
	if diff := cmp.Diff([]string{"l1/Archived", "l1/(untitled)", "l1/(untitled)", "l2/Ship it", unlisted + "/Lost list"}, order); diff != "" {
		t.Error(diff)
	}
	want := Card{
		SourceID: "5fcbec28c680d2608374ce89", Column: "l2", Title: "Ship it", Position: 2, Archived: true, Priority: "high",
		Due: instant(t, "2024-03-05T10:00:00.123456Z"), DueComplete: true, CompletedAt: instant(t, "2024-03-03T10:00:00Z"),
		CreatedAt: instant(t, "2020-12-05T20:23:04Z"), Labels: []string{"b", "a"}, Members: []string{"m1"},
		Description: "Body\n\n### Also in Trello\n\n- **Start:** 2024-02-01 00:00 UTC\n- **Place:** Old \\*Town\\*" +
			"\n\n### Custom fields\n\n- **Priority:** High\n- **Cost \\# x:** 7" +
			"\n\n### Attachments in Trello\n\n- **plan\\_v1.pdf:** https://example.org/a b\n- **ok:** <https://example.org/x?y=1>\n- **bad:** javascript:alert(1)",
		Checklists: []Checklist{
			{Name: "Sooner", Items: []Item{{Text: "one"}, {Text: "two", Done: true}}},
			{Name: "Later"},
		},
		Comments: []Comment{
			{SourceID: "a2", Author: "m1", AuthorName: "one", At: instant(t, "2024-03-01T10:00:00Z"), Text: "first"},
			{SourceID: "a3", AuthorName: "Left Member", At: instant(t, "2024-03-02T10:00:00Z"), Text: "second"},
		},
	}
	if diff := cmp.Diff(want, b.Cards[3]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Label{
		{SourceID: "a", Name: "Bug", Color: "#f87462"}, {SourceID: "b", Name: "bug (sky)", Color: "#6cc3e0"}, {SourceID: "c", Name: "unnamed"},
	}, b.Labels); diff != "" {
		t.Error(diff)
	}
	wantLedger := map[string]int{
		"comment_without_card": 1, "comment_empty": 1, "history": 1, "board_closed": 1, "background": 1, "power_ups": 2, "avatars": 1,
		"list_archived": 1, "list_limit": 1, "label_renamed": 1, "card_title_trimmed": 1, "card_title_empty": 2, "unknown_label": 1,
		"unknown_member": 1, "cover": 1, "stickers": 1, "votes": 1, "coordinates": 1, "template": 1, "card_role": 1, "reminder": 1,
		"attachment": 3, "extra_fields": 1, "custom_fields": 1, "custom_field_value": 1, "checklist_item_assignment": 1,
		"checklist_without_card": 1, "card_without_list": 1, "number_out_of_range": 1, "date_unreadable": 1, "card_repeated": 1,
		"card_without_id": 1, "wrong_type": 5,
	}
	if diff := cmp.Diff(wantLedger, kinds(l)); diff != "" {
		t.Errorf("%s\n%s", diff, l.Text())
	}
	for _, place := range []string{"cards[5].name", "cards[5].pos", "cards[5].closed", "cards[5].idLabels", "cards[7]", "cards[3].due"} {
		if !slices.ContainsFunc(l.Entries, func(e Entry) bool { return e.Where == place }) {
			t.Errorf("no entry names %s", place)
		}
	}
}

func TestTrelloLimitsOnText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ж", 10_001)
	card := map[string]any{"id": "c", "idList": "l", "name": strings.Repeat("й", 501), "desc": long, "pos": 1,
		"customFieldItems": []any{map[string]any{"idCustomField": "f", "value": map[string]any{"text": "kept"}}}}
	exact := map[string]any{"id": "d", "idList": "l", "name": strings.Repeat("й", 500), "desc": strings.Repeat("ж", 10_000), "pos": 2}
	data, err := json.Marshal(map[string]any{"id": "b", "name": "B", "cards": []any{card, exact},
		"customFields": []any{map[string]any{"id": "f", "name": "Field"}},
		"lists":        []any{map[string]any{"id": "l", "name": strings.Repeat("l", 101), "pos": 1}},
		"labels":       []any{map[string]any{"id": "x", "name": strings.Repeat("🏷", 51)}},
		"checklists":   []any{map[string]any{"id": "k", "idCard": "c", "checkItems": []any{map[string]any{"id": "i", "name": strings.Repeat("x", 501)}}}},
		"actions":      []any{map[string]any{"id": "a", "type": "commentCard", "data": map[string]any{"text": long, "card": map[string]any{"id": "c"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	b, l := parseTrello(t, string(data))
	lengths := map[string]int{}
	count := func(name, s string) { lengths[name] = len([]rune(s)) }
	count("title", b.Cards[0].Title)
	count("description", b.Cards[0].Description)
	count("exact title", b.Cards[1].Title)
	count("exact description", b.Cards[1].Description)
	count("column", b.Columns[0].Name)
	count("label", b.Labels[0].Name)
	count("item", b.Cards[0].Checklists[0].Items[0].Text)
	count("comment", b.Cards[0].Comments[0].Text)
	if diff := cmp.Diff(map[string]int{"title": 500, "description": 10_000, "exact title": 500, "exact description": 10_000,
		"column": 100, "label": 50, "item": 500, "comment": 10_000}, lengths); diff != "" {
		t.Error(diff)
	}
	if d := b.Cards[0].Description; !strings.Contains(d, "[… cut by the import: the original had 10001 characters]") || !strings.HasSuffix(d, "- **Field:** kept") {
		t.Errorf("the cut description ends in %q", d[len(d)-200:])
	}
	for _, kind := range []string{"card_title_cut", "card_description_cut", "column_name_cut", "label_name_cut", "card_checklist_item_cut", "comment_text_cut"} {
		if l.Count(kind) != 1 {
			t.Errorf("the ledger counts %s %d times, want once", kind, l.Count(kind))
		}
	}
}

func TestTrelloActionsCutOff(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{999: 0, 1000: 1, 1001: 0} {
		actions := strings.TrimSuffix(strings.Repeat(`{"type":"x"},`, n), ",")
		_, l := parseTrello(t, `{"id":"b","lists":[],"cards":[],"actions":[`+actions+`]}`)
		if got := l.Count("actions_cut_off"); got != want {
			t.Errorf("%d actions: %d warnings, want %d", n, got, want)
		}
	}
}

// Two runs over one file must agree, so that an import can be recognised and a dry run means something.
func TestParsingIsDeterministic(t *testing.T) {
	t.Parallel()
	first, firstLedger := parseTrello(t, fullTrello)
	for range 20 {
		b, l := parseTrello(t, fullTrello)
		if diff := cmp.Diff(first, b) + cmp.Diff(firstLedger.Entries, l.Entries); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestNaughtyStringsComeOutExactly(t *testing.T) {
	t.Parallel()
	var naughty []string
	if err := json.Unmarshal(corpus(t, "payloads", "blns.json"), &naughty); err != nil {
		t.Fatal(err)
	}
	naughty = append(naughty, "שלום עולם", "👩\u200d👩\u200d👧\u200d👦", "\u202eevil\u202c", "e\u0301", "\ufeffx", "a\tb\r\nc")
	cards, actions := []any{}, []any{}
	for i, s := range naughty {
		id := fmt.Sprintf("c%05d", i)
		cards = append(cards, map[string]any{"id": id, "idList": "l", "name": "x" + s, "desc": s, "pos": i})
		actions = append(actions, map[string]any{"id": "a" + id, "type": "commentCard", "data": map[string]any{"text": "x" + s, "card": map[string]any{"id": id}}})
	}
	data, err := json.Marshal(map[string]any{"id": "b", "lists": []any{map[string]any{"id": "l", "name": "L"}}, "cards": cards, "actions": actions})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := parseTrello(t, string(data))
	if len(b.Cards) != len(naughty) {
		t.Fatalf("%d cards of %d", len(b.Cards), len(naughty))
	}
	for i, s := range naughty {
		want := strings.ReplaceAll(s, "\x00", "\uFFFD")
		if c := b.Cards[i]; c.Description != want || c.Comments[0].Text != "x"+want || (len([]rune(want)) < 499 && c.Title != strings.TrimSpace("x"+want)) {
			t.Errorf("%q came out as title %q, description %q, comment %q", s, c.Title, c.Description, c.Comments[0].Text)
		}
	}
}

func TestNullAndHalfCharactersAreReplacedAndNoted(t *testing.T) {
	t.Parallel()
	b, l := parseTrello(t, `{"id":"b","lists":[{"id":"l","name":"L\u0000"}],"cards":[{"id":"c","idList":"l","name":"a\u0000b","desc":"x\ud83dy","labels":[]}]}`)
	if got := []string{b.Columns[0].Name, b.Cards[0].Title, b.Cards[0].Description}; !slices.Equal(got, []string{"L\uFFFD", "a\uFFFDb", "x\uFFFDy"}) {
		t.Errorf("got %q", got)
	}
	if got := kinds(l); !maps.Equal(got, map[string]int{"null_character": 2, "half_character": 1}) {
		t.Errorf("ledger %v", got)
	}
	if raw, err := json.Marshal(l); err != nil || strings.Contains(string(raw), `\u0000`) {
		t.Errorf("the ledger itself can't be stored: %s, %v", raw, err)
	}
}

func TestACanceledContextStopsTheWalk(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := ParseTrello(ctx, generatedTrello(5000), Limits{}); err == nil {
		t.Error("a canceled parse gave a board")
	}
}
