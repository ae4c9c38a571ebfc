package board

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

var severityHeadings = map[Severity]string{
	Warning: "Warnings", Lost: "Not imported", Changed: "Imported with changes", Info: "For information",
}

// WriteText renders the ledger for people: grouped by severity and kind, one line an entry. Text from the file is made
// inert for a terminal: no control, no direction-changing and no line-breaking characters.
func (l *Ledger) WriteText(w io.Writer) error {
	if len(l.Totals) == 0 {
		_, err := io.WriteString(w, "Everything in the file survives the import.\n")
		return err
	}
	for _, s := range severities {
		if err := l.writeSeverity(w, s); err != nil {
			return fmt.Errorf("writing the ledger: %w", err)
		}
	}
	return nil
}

// Text is WriteText into a string.
func (l *Ledger) Text() string {
	var out strings.Builder
	_ = l.WriteText(&out) // a Builder never fails
	return out.String()
}

func (l *Ledger) writeSeverity(w io.Writer, s Severity) error {
	heading := severityHeadings[s] + "\n"
	for _, t := range l.Totals {
		if t.Severity != s {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s  %s: %d\n", heading, strings.ReplaceAll(t.Kind, "_", " "), t.Count); err != nil {
			return err
		}
		heading = ""
		if err := l.writeKind(w, t); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) writeKind(w io.Writer, t Total) error {
	for _, e := range l.Entries {
		if e.Severity != t.Severity || e.Kind != t.Kind {
			continue
		}
		if _, err := fmt.Fprintf(w, "    - %s\n", e.line()); err != nil {
			return err
		}
	}
	if t.Count > t.Shown {
		_, err := fmt.Fprintf(w, "    … and %d more\n", t.Count-t.Shown)
		return err
	}
	return nil
}

func (e Entry) line() string {
	var out strings.Builder
	if e.Title != "" {
		fmt.Fprintf(&out, "“%s” ", inert(e.Title))
	}
	if e.Where != "" {
		fmt.Fprintf(&out, "(%s) ", inert(e.Where))
	}
	out.WriteString(inert(e.Reason))
	return out.String()
}

func inert(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, s)
}

// ledgerText keeps an entry small and storable.
func ledgerText(s string) string {
	s, _ = storable(excerpt(s))
	return s
}

func excerpt(s string) string {
	if kept, cut := clip(s, maxLedgerText); cut {
		return kept + "…"
	}
	return s
}
