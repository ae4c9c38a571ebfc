package board

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// clip keeps the first n characters. The result shares no memory with a longer text, so that a cut one is freed.
func clip(s string, n int) (kept string, cut bool) {
	if len(s) <= n {
		return s, false
	}
	count := 0
	for i := range s {
		if count == n {
			return strings.Clone(s[:i]), true
		}
		count++
	}
	return s, false
}

// storable replaces NUL, which PostgreSQL text can't hold.
func storable(s string) (text string, changed bool) {
	if strings.IndexByte(s, 0) < 0 {
		return s, false
	}
	return strings.ReplaceAll(s, "\x00", "\uFFFD"), true
}

// subject is whose text is being fitted, for the ledger.
type subject struct {
	kind, sourceID, title string
}

// fit makes a one-line field storable: NUL replaced, cut to n characters.
func (l *Ledger) fit(of subject, field, s string, n int) string {
	s = l.storable(of, field, s)
	kept, cut := clip(s, n)
	if cut {
		l.Add(Entry{Severity: Changed, Kind: of.kind + "_" + field + "_cut", SourceID: of.sourceID, Title: of.title,
			Reason: fmt.Sprintf("the %s had %d characters, the first %d were kept", field, utf8.RuneCountInString(s), n)})
	}
	return kept
}

// fitBody is fit for long text, with a mark that readers of the text itself can see.
func (l *Ledger) fitBody(of subject, field, s string, n int) string {
	s = l.storable(of, field, s)
	if _, cut := clip(s, n); !cut {
		return s
	}
	total := utf8.RuneCountInString(s)
	mark := fmt.Sprintf("\n\n[… cut by the import: the original had %d characters]", total)
	kept, _ := clip(s, n-utf8.RuneCountInString(mark))
	l.Add(Entry{Severity: Changed, Kind: of.kind + "_" + field + "_cut", SourceID: of.sourceID, Title: of.title,
		Reason: fmt.Sprintf("the %s had %d characters; its end was cut to fit %d", field, total, n)})
	return kept + mark
}

func (l *Ledger) storable(of subject, field, s string) string {
	s, changed := storable(s)
	if changed {
		l.Add(Entry{Severity: Changed, Kind: "null_character", SourceID: of.sourceID, Title: of.title,
			Reason: "a null character in the " + field + " was replaced by U+FFFD"})
	}
	return s
}

// title applies the product's rule for titles: trimmed, never empty, at most 500 characters.
func (l *Ledger) title(of subject, s string) string {
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		l.Add(Entry{Severity: Changed, Kind: of.kind + "_title_empty", SourceID: of.sourceID, Reason: "it had no title"})
		return "(untitled)"
	}
	if len(trimmed) != len(s) {
		l.Add(Entry{Severity: Changed, Kind: of.kind + "_title_trimmed", SourceID: of.sourceID, Title: trimmed,
			Reason: "white space around the title was removed"})
	}
	return strings.TrimSpace(l.fit(of, "title", trimmed, maxTitle))
}
