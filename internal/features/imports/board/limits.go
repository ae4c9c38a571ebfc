package board

import "cmp"

// Limits bound what a file may hold; a zero field means its default. Beyond one the whole file is refused: a board that
// is half there would be worse than none.
type Limits struct {
	Bytes          int // of the file as measured
	Depth          int // of nested arrays and objects
	ObjectMembers  int // of one object
	Elements       int // kept parts in total, which bounds memory against files of millions of tiny ones
	Cards          int
	Columns        int
	Labels         int
	Actions        int // Trello's history, or GitHub's comments
	Members        int
	PerCard        int // labels, members, checklists, attachments or fields of one card; more are cut, not refused
	LedgerExamples int // entries written out per kind; more are only counted
}

// The product's limits on imported text, in characters (Unicode code points).
const (
	maxTitle         = 500
	maxDescription   = 10_000
	maxComment       = 10_000
	maxColumnName    = 100
	maxLabelName     = 50
	maxChecklistName = 100
	maxItemText      = 500
	maxName          = 200
	maxURL           = 2_000
	maxSourceID      = 100
)

func (l Limits) withDefaults() Limits {
	return Limits{
		Bytes:          cmp.Or(l.Bytes, 64<<20),
		Depth:          cmp.Or(l.Depth, 64),
		ObjectMembers:  cmp.Or(l.ObjectMembers, 4_096),
		Elements:       cmp.Or(l.Elements, 1_000_000),
		Cards:          cmp.Or(l.Cards, 50_000),
		Columns:        cmp.Or(l.Columns, 1_000),
		Labels:         cmp.Or(l.Labels, 1_000),
		Actions:        cmp.Or(l.Actions, 200_000),
		Members:        cmp.Or(l.Members, 10_000),
		PerCard:        cmp.Or(l.PerCard, 1_000),
		LedgerExamples: cmp.Or(l.LedgerExamples, 50),
	}
}
