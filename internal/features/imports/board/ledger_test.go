package board

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestLedgerIsBoundedAndCountsTheRest(t *testing.T) {
	t.Parallel()
	l := &Ledger{examples: 2}
	for range 1000 {
		l.Add(Entry{Severity: Lost, Kind: "cover", Title: strings.Repeat("t", 5000), Reason: "the card's cover"})
	}
	l.Add(Entry{Severity: Warning, Kind: "actions_cut_off", Reason: "older comments are probably missing"})
	if len(l.Entries) != 3 || l.Count("cover") != 1000 || len([]rune(l.Entries[0].Title)) > maxLedgerText+1 {
		t.Errorf("%d entries, %d counted", len(l.Entries), l.Count("cover"))
	}
	text := l.Text()
	if !strings.HasPrefix(text, "Warnings\n") || !strings.Contains(text, "cover: 1000") || !strings.Contains(text, "… and 998 more") {
		t.Errorf("got\n%s", text)
	}
	raw, err := json.Marshal(l)
	if err != nil || !strings.Contains(string(raw), `{"severity":"lost","kind":"cover","count":1000,"shown":2}`) {
		t.Errorf("%s, %v", raw, err)
	}
}

func TestLedgerTextIsInert(t *testing.T) {
	t.Parallel()
	l := &Ledger{}
	l.Add(Entry{Severity: Lost, Kind: "cover", Title: "a\x1b[2Jb\r\nc\u202ed\u2028e\x00", Reason: "the card's cover"})
	if text := l.Text(); strings.ContainsAny(text, "\x1b\r\x00\u202e\u2028") || strings.Count(text, "\n") != 3 {
		t.Errorf("got %q", text)
	}
	if got := (&Ledger{}).Text(); got != "Everything in the file survives the import.\n" {
		t.Errorf("got %q", got)
	}
}
