package board

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// index keeps the first of each source id and tells what exists.
type index map[string]bool

// unique drops repeated ids, of which the first stands, and writes the rest down.
func unique[T any](l *Ledger, kind string, all []T, of func(*T) (id, title string)) ([]T, index) {
	seen, kept := make(index, len(all)), all[:0]
	for i := range all {
		id, title := of(&all[i])
		if seen[id] {
			l.Add(Entry{Severity: Lost, Kind: kind + "_repeated", SourceID: id, Title: title,
				Reason: "another " + kind + " has the same id; the first one stands"})
			continue
		}
		seen[id] = true
		kept = append(kept, all[i])
	}
	clear(all[len(kept):])
	return kept, seen
}

// known keeps the ids that exist, in their order and once each.
func (l *Ledger) known(of subject, kind string, ids []string, have index) []string {
	kept, taken := ids[:0], make(index, len(ids))
	for _, id := range ids {
		switch {
		case taken[id]:
		case have[id]:
			taken[id], kept = true, append(kept, id)
		default:
			l.Add(Entry{Severity: Lost, Kind: "unknown_" + kind, SourceID: of.sourceID, Title: of.title,
				Reason: "the card names a " + kind + " that the file doesn't define"})
		}
	}
	return kept
}

// finish applies the limits to everything but the cards.
func (b *Board) finish(l *Ledger) {
	of := subject{"board", b.SourceID, b.Name}
	b.Name = l.fit(of, "name", cmp.Or(strings.TrimSpace(b.Name), "Imported board"), maxName)
	b.Description = l.fitBody(of, "description", b.Description, maxDescription)
	b.URL = l.fit(of, "address", b.URL, maxURL)
	for i := range b.Columns {
		c := &b.Columns[i]
		c.Name = l.fit(subject{"column", c.SourceID, c.Name}, "name", cmp.Or(strings.TrimSpace(c.Name), "(unnamed)"), maxColumnName)
	}
	for i := range b.Members {
		m := &b.Members[i]
		of := subject{"member", m.SourceID, m.Name}
		m.Username, m.Name = l.fit(of, "username", m.Username, maxName), l.fit(of, "name", cmp.Or(m.Name, m.Username), maxName)
	}
	b.distinctLabels(l)
}

// distinctLabels names the nameless by their colour and tells namesakes apart: here a label is its name.
func (b *Board) distinctLabels(l *Ledger) {
	taken := map[string]bool{}
	for i := range b.Labels {
		label := &b.Labels[i]
		color, hexColor := colorOf(label.Color)
		original := strings.TrimSpace(label.Name)
		name := l.fit(subject{"label", label.SourceID, label.Name}, "name", cmp.Or(original, color, "unnamed"), maxLabelName)
		unique := name
		for n := 1; taken[strings.ToLower(unique)]; n++ {
			suffix := fmt.Sprintf(" (%d)", n)
			if n == 1 {
				suffix = " (" + cmp.Or(color, "1") + ")"
			}
			short, _ := clip(name, maxLabelName-len(suffix))
			unique = short + suffix
		}
		taken[strings.ToLower(unique)] = true
		if unique != name {
			l.Add(Entry{Severity: Changed, Kind: "label_renamed", SourceID: label.SourceID, Title: unique, Reason: "another label has the same name"})
		}
		label.Name, label.Color = unique, hexColor
	}
}

// trelloColors are Trello's names as seen on its boards.
var trelloColors = map[string]string{
	"green": "#4bce97", "yellow": "#e2b203", "orange": "#faa53d", "red": "#f87462", "purple": "#9f8fef", "blue": "#579dff",
	"sky": "#6cc3e0", "lime": "#94c748", "pink": "#e774bb", "black": "#8590a2",
}

// colorOf gives a short readable name of a foreign colour and its #rrggbb; what is neither is no colour.
func colorOf(foreign string) (name, hexColor string) {
	base, shade, _ := strings.Cut(strings.ToLower(foreign), "_")
	if known, ok := trelloColors[base]; ok {
		if shade == "light" || shade == "dark" {
			return shade + " " + base, known
		}
		return base, known
	}
	if digits := strings.TrimPrefix(strings.ToLower(foreign), "#"); len(digits) == 6 {
		if _, err := hex.DecodeString(digits); err == nil {
			return "#" + digits, "#" + digits
		}
	}
	return "", ""
}

// sortCards puts cards in display order: by column, position and, for ties, id.
func (b *Board) sortCards() {
	order := make(map[string]int, len(b.Columns))
	for i, c := range b.Columns {
		order[c.SourceID] = i
	}
	slices.SortFunc(b.Cards, func(x, y Card) int {
		return cmp.Or(cmp.Compare(order[x.Column], order[y.Column]), cmp.Compare(x.Position, y.Position), cmp.Compare(x.SourceID, y.SourceID))
	})
}

func sortComments(comments []Comment) {
	slices.SortStableFunc(comments, func(a, b Comment) int {
		return cmp.Or(instantOf(a.At).Compare(instantOf(b.At)), cmp.Compare(a.SourceID, b.SourceID))
	})
}

func instantOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// created reads the creation time from an ObjectID, whose first four bytes are seconds since 1970.
func created(id string) *time.Time {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != 12 {
		return nil
	}
	seconds := int64(raw[0])<<24 | int64(raw[1])<<16 | int64(raw[2])<<8 | int64(raw[3])
	t := time.Unix(seconds, 0).UTC()
	if t.Year() < 2000 {
		return nil
	}
	return &t
}
