package board

import "slices"

// Severity says how much an entry matters to the person who imports.
type Severity string

// The severities, from the gravest.
const (
	Warning Severity = "warning" // the file itself is doubtful
	Lost    Severity = "lost"    // was in the file, will not be here
	Changed Severity = "changed" // will be here, but not as it was
	Info    Severity = "info"
)

var severities = []Severity{Warning, Lost, Changed, Info}

// Entry is one thing that did not survive unchanged. Where is its place in the file, as in cards[3].due.
type Entry struct {
	Severity Severity `json:"severity"`
	Kind     string   `json:"kind"`
	SourceID string   `json:"source_id,omitempty"`
	Title    string   `json:"title,omitempty"`
	Where    string   `json:"where,omitempty"`
	Reason   string   `json:"reason"`
}

// Total counts every entry of a kind, also those that are not written out.
type Total struct {
	Severity Severity `json:"severity"`
	Kind     string   `json:"kind"`
	Count    int      `json:"count"`
	Shown    int      `json:"shown"`
}

// Ledger is the account of an import. Its size is bounded: per kind it keeps the first examples and counts the rest.
// Kinds are constants of this package, never text from a file.
type Ledger struct {
	Entries  []Entry `json:"entries"`
	Totals   []Total `json:"totals"`
	examples int
}

const maxLedgerText = 240

// Add writes an entry; callers outside this package use it for what they themselves could not keep.
func (l *Ledger) Add(e Entry) {
	total := l.total(e.Severity, e.Kind)
	total.Count++
	if !l.shows(e) {
		return
	}
	total.Shown++
	e.SourceID, e.Title, e.Reason = ledgerText(e.SourceID), ledgerText(e.Title), ledgerText(e.Reason)
	l.Entries = append(l.Entries, e)
}

// write is Add for what is bounded elsewhere: every entry is written out.
func (l *Ledger) write(e Entry) {
	total := l.total(e.Severity, e.Kind)
	total.Count, total.Shown = total.Count+1, total.Shown+1
	l.Entries = append(l.Entries, e)
}

// shows reports whether one more entry of the kind would be written out.
func (l *Ledger) shows(e Entry) bool { return l.total(e.Severity, e.Kind).Shown < max(l.examples, 1) }

// Count tells how often a kind occurred, whatever its severity.
func (l *Ledger) Count(kind string) int {
	n := 0
	for _, t := range l.Totals {
		if t.Kind == kind {
			n += t.Count
		}
	}
	return n
}

func (l *Ledger) total(s Severity, kind string) *Total {
	i := slices.IndexFunc(l.Totals, func(t Total) bool { return t.Severity == s && t.Kind == kind })
	if i < 0 {
		l.Totals = append(l.Totals, Total{Severity: s, Kind: kind})
		i = len(l.Totals) - 1
	}
	return &l.Totals[i]
}
