package board

import (
	"context"
	"fmt"
	"math"
	"time"
)

// Trello leaves out older actions without a word when there are this many.
const trelloActionCap = 1000

// trello gathers a board's parts as they stand in the file: comments come before their cards, cards before their lists,
// and the definitions of custom fields after both. assemble puts them together.
type trello struct {
	*reader
	board      Board
	columns    []Column
	labels     []Label
	labelIDs   index
	cards      []*trelloCard // pointers: the cards are large, and a growing slice would hold them twice
	checklists []trelloChecklist
	fields     []customField
	fieldByID  map[string]int
	comments   map[string][]Comment  // by card
	completed  map[string]*time.Time // by card
	hasLists   bool
	actions    int
	history    int // actions that are neither comments nor completions
	losses     boardLosses
}

type boardLosses struct {
	closed, powerUps, pluginData, background bool
	avatars, roles                           int
}

// ParseTrello reads the JSON export of one Trello board.
func ParseTrello(ctx context.Context, data []byte, limits Limits) (*Board, *Ledger, error) {
	r, err := open(ctx, data, limits)
	if err != nil {
		return nil, nil, err
	}
	t := &trello{reader: r, labelIDs: index{}, comments: map[string][]Comment{}, completed: map[string]*time.Time{}}
	t.board.Source = Trello
	if r.dec.PeekKind() == '[' {
		return nil, nil, refuse("", "an array is no Trello board; export one board as JSON")
	}
	ok, err := r.object(t.member)
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, nil, err
	}
	if !ok || !t.hasLists || t.board.SourceID == "" {
		return nil, nil, refuse("", "this is no Trello board: it needs an id, lists and cards")
	}
	return t.assemble()
}

func (t *trello) member(name string) error {
	switch name {
	case "id":
		return t.id(&t.board.SourceID)
	case "name":
		return t.text(&t.board.Name)
	case "desc":
		return t.text(&t.board.Description)
	case "url":
		return t.text(&t.board.URL)
	case "closed":
		return t.flag(&t.losses.closed)
	case "lists":
		t.hasLists = true
		return t.required(t.limits.Columns, t.list)
	case "cards":
		return t.required(t.limits.Cards, t.card)
	case "labels":
		return t.required(t.limits.Labels, func(int) error { _, err := t.label(); return err })
	case "members":
		return t.required(t.limits.Members, t.person)
	case "checklists":
		return t.required(t.limits.Elements, func(int) error { return t.checklist("") })
	case "customFields":
		return t.required(t.limits.Columns, t.customField)
	case "actions":
		return t.required(t.limits.Actions, t.action)
	}
	return t.boardLoss(name)
}

// required is for the arrays that make a board: of another type they are no detail but a broken file.
func (t *trello) required(limit int, visit func(int) error) error {
	switch kind := t.dec.PeekKind(); kind {
	case '[', 'n', 0:
	default:
		return refuse(t.where(), "expected an array, found "+kindName(kind))
	}
	_, err := t.array(limit, visit)
	return err
}

func (t *trello) boardLoss(name string) error {
	switch name {
	case "powerUps":
		return t.present(&t.losses.powerUps)
	case "pluginData":
		return t.present(&t.losses.pluginData)
	case "prefs":
		_, err := t.object(func(name string) error {
			if name == "backgroundImage" {
				return t.present(&t.losses.background)
			}
			return t.drop()
		})
		return err
	case "memberships":
		_, err := t.array(t.limits.Members, func(int) error { t.losses.roles++; return t.drop() })
		return err
	}
	return t.drop()
}

func (t *trello) list(int) error {
	c := Column{Position: math.MaxFloat64}
	limited := false
	ok, err := t.object(func(name string) error {
		switch name {
		case "id":
			return t.id(&c.SourceID)
		case "name":
			return t.text(&c.Name)
		case "closed":
			return t.flag(&c.Archived)
		case "pos":
			return t.number(&c.Position)
		case "softLimit":
			return t.present(&limited)
		}
		return t.drop()
	})
	if err != nil || !ok || t.anonymous(c.SourceID, "list", c.Name) {
		return err
	}
	if limited {
		t.ledger.Add(Entry{Severity: Lost, Kind: "list_limit", SourceID: c.SourceID, Title: c.Name, Reason: "the limit on cards in this list"})
	}
	t.columns = append(t.columns, c)
	return nil
}

// label reads a definition, which stands at the board and again at each card: repetition is no news for the ledger.
func (t *trello) label() (id string, err error) {
	var l Label
	ok, err := t.object(func(name string) error {
		switch name {
		case "id":
			return t.id(&l.SourceID)
		case "name":
			return t.text(&l.Name)
		case "color":
			return t.text(&l.Color)
		}
		return t.drop()
	})
	if err != nil || !ok || t.anonymous(l.SourceID, "label", l.Name) {
		return "", err
	}
	if !t.labelIDs[l.SourceID] {
		if len(t.labels) == t.limits.Labels {
			return "", tooMany("labels", t.limits.Labels)
		}
		t.labelIDs[l.SourceID] = true
		t.labels = append(t.labels, l)
	}
	return l.SourceID, nil
}

func (t *trello) person(int) error {
	var m Member
	avatar := false
	ok, err := t.object(func(name string) error {
		switch name {
		case "id":
			return t.id(&m.SourceID)
		case "username":
			return t.text(&m.Username)
		case "fullName":
			return t.text(&m.Name)
		case "avatarUrl", "avatarHash":
			return t.present(&avatar)
		}
		return t.drop()
	})
	if err != nil || !ok || t.anonymous(m.SourceID, "member", m.Name) {
		return err
	}
	if avatar {
		t.losses.avatars++
	}
	t.board.Members = append(t.board.Members, m)
	return nil
}

// anonymous drops what has no id: it could neither be referred to nor recognised when the file comes again.
func (r *reader) anonymous(id, kind, title string) bool {
	if id == "" {
		r.ledger.Add(Entry{Severity: Lost, Kind: kind + "_without_id", Title: title, Where: r.where(), Reason: "it has no usable id"})
	}
	return id == ""
}

func (t *trello) writeBoardLosses() {
	lost := t.losses
	for _, e := range []struct {
		is           bool
		severity     Severity
		kind, reason string
	}{
		{t.actions == trelloActionCap, Warning, "actions_cut_off",
			fmt.Sprintf("Trello exports at most %d actions and this file has exactly so many: older comments are probably missing", trelloActionCap)},
		{lost.closed, Changed, "board_closed", "the board was closed; it is imported open"},
		{lost.powerUps || lost.pluginData, Lost, "power_ups", "Power-Ups and their data"},
		{lost.background, Lost, "background", "the board's background picture"},
		{lost.avatars > 0, Lost, "avatars", fmt.Sprintf("pictures of %d members; nothing is fetched", lost.avatars)},
		{lost.roles > 0, Info, "board_roles", fmt.Sprintf("roles of %d members on the board give no rights here", lost.roles)},
		{t.history > 0, Lost, "history", fmt.Sprintf("%d entries of the activity history that are no comments", t.history)},
	} {
		if e.is {
			t.ledger.Add(Entry{Severity: e.severity, Kind: e.kind, SourceID: t.board.SourceID, Reason: e.reason})
		}
	}
}
