package board

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// unlisted takes cards whose list the file doesn't have: better in a column of their own than gone.
const unlisted = "taskflow:unlisted"

// trelloParts is what a card refers to.
type trelloParts struct {
	columns, labels, members index
	archived                 index // columns
	checklists               map[string][]trelloChecklist
}

func (t *trello) assemble() (*Board, *Ledger, error) {
	parts := t.parts()
	if err := t.ctx.Err(); err != nil {
		return nil, nil, err
	}
	b := &t.board
	t.cards, _ = unique(t.ledger, "card", t.cards, func(c **trelloCard) (string, string) { return (*c).SourceID, (*c).Title })
	b.Cards = make([]Card, 0, len(t.cards))
	for i := range t.cards {
		b.Cards = append(b.Cards, t.finishCard(t.cards[i], &parts))
		t.cards[i] = nil
	}
	t.writeOrphans(&parts)
	t.writeBoardLosses()
	b.finish(t.ledger)
	t.writeDropped()
	b.sortCards()
	return b, t.ledger, nil
}

func (t *trello) parts() trelloParts {
	p := trelloParts{archived: index{}, checklists: map[string][]trelloChecklist{}}
	b, l := &t.board, t.ledger
	b.Columns, p.columns = unique(l, "list", t.columns, func(c *Column) (string, string) { return c.SourceID, c.Name })
	slices.SortStableFunc(b.Columns, func(x, y Column) int {
		return cmp.Or(cmp.Compare(x.Position, y.Position), cmp.Compare(x.SourceID, y.SourceID))
	})
	for _, c := range b.Columns {
		if c.Archived {
			p.archived[c.SourceID] = true
			l.Add(Entry{Severity: Changed, Kind: "list_archived", SourceID: c.SourceID, Title: c.Name, Reason: "the list was archived; its cards are imported as archived"})
		}
	}
	b.Labels, p.labels = t.labels, t.labelIDs
	b.Members, p.members = unique(l, "member", b.Members, func(m *Member) (string, string) { return m.SourceID, m.Name })
	t.fields, _ = unique(l, "custom_field", t.fields, func(f *customField) (string, string) { return f.id, f.name })
	slices.SortStableFunc(t.fields, func(x, y customField) int { return cmp.Compare(x.position, y.position) })
	t.fieldByID = make(map[string]int, len(t.fields))
	for i, f := range t.fields {
		t.fieldByID[f.id] = i
	}
	t.checklists, _ = unique(l, "checklist", t.checklists, func(c *trelloChecklist) (string, string) { return c.id, c.name })
	for _, c := range t.checklists {
		p.checklists[c.card] = append(p.checklists[c.card], c)
	}
	return p
}

func (t *trello) finishCard(c *trelloCard, p *trelloParts) Card {
	l := t.ledger
	of := subject{"card", c.SourceID, strings.TrimSpace(c.Title)}
	t.place(c, p, of)
	c.Title = l.title(of, c.Title)
	c.CreatedAt = created(c.SourceID)
	t.complete(c, of)
	c.Labels = l.known(of, "label", c.Labels, p.labels)
	c.Members = l.known(of, "member", c.Members, p.members)
	c.URL = l.fit(of, "address", c.URL, maxURL)
	t.writeCardLosses(c, of)
	c.Description = l.withSections(of, c.Description, t.extras(c, of), t.describe(c, of), t.files(c, of))
	c.Checklists = t.lists(p.checklists[c.SourceID], of)
	delete(p.checklists, c.SourceID)
	c.Comments = t.talk(c.SourceID, p)
	return c.Card
}

func (t *trello) place(c *trelloCard, p *trelloParts, of subject) {
	if !p.columns[c.Column] {
		t.ledger.Add(Entry{Severity: Changed, Kind: "card_without_list", SourceID: of.sourceID, Title: of.title,
			Reason: "its list isn't in the file; it was put into a column of its own"})
		if c.Column = unlisted; !p.columns[unlisted] {
			p.columns[unlisted] = true
			t.board.Columns = append(t.board.Columns, Column{SourceID: unlisted, Name: "Without a list"})
		}
	}
	c.Archived = c.Archived || p.archived[c.Column]
}

// complete gives a completed card the time that the history tells, or else the last time anything happened to it.
func (t *trello) complete(c *trelloCard, of subject) {
	if !c.DueComplete {
		return
	}
	if c.CompletedAt = t.completed[c.SourceID]; c.CompletedAt != nil {
		return
	}
	if c.CompletedAt = cmp.Or(c.lastActivity, c.Due, c.CreatedAt); c.CompletedAt == nil {
		c.DueComplete = false
		t.ledger.Add(Entry{Severity: Lost, Kind: "completion", SourceID: of.sourceID, Title: of.title, Reason: "the card was complete, but the file has no time at all for it"})
		return
	}
	t.ledger.Add(Entry{Severity: Changed, Kind: "completion_time", SourceID: of.sourceID, Title: of.title,
		Reason: "the file doesn't say when it was completed; the time of its last activity stands in"})
}

// extras are single values that TaskFlow has no field for.
func (t *trello) extras(c *trelloCard, of subject) section {
	s := section{heading: "Also in Trello"}
	if c.start != nil {
		s.add("Start", c.start.Format("2006-01-02 15:04 UTC"))
	}
	if place := strings.TrimSpace(c.location + " " + c.address); place != "" {
		s.add("Place", literal(place))
	}
	if len(s.lines) > 0 {
		t.ledger.Add(Entry{Severity: Changed, Kind: "extra_fields", SourceID: of.sourceID, Title: of.title,
			Reason: "its start date or place was written into the description"})
	}
	return s
}

// files lists attachments as addresses. Nothing is fetched, now or later.
func (t *trello) files(c *trelloCard, of subject) section {
	s := section{heading: "Attachments in Trello"}
	for _, a := range c.attachments {
		s.add(cmp.Or(a.name, "attachment"), link(a.url))
		t.ledger.Add(Entry{Severity: Lost, Kind: "attachment", SourceID: of.sourceID, Title: of.title,
			Reason: "the file was not copied; its address is in the description: " + excerpt(cmp.Or(a.name, "unnamed")+" "+a.url)})
	}
	return s
}

func (t *trello) lists(all []trelloChecklist, of subject) []Checklist {
	slices.SortStableFunc(all, func(x, y trelloChecklist) int {
		return cmp.Or(cmp.Compare(x.position, y.position), cmp.Compare(x.id, y.id))
	})
	var out []Checklist
	for _, c := range all {
		if c.assigned > 0 {
			t.ledger.Add(Entry{Severity: Lost, Kind: "checklist_item_assignment", SourceID: of.sourceID, Title: of.title, Reason: "due dates and members of single checklist items"})
		}
		slices.SortStableFunc(c.items, func(x, y trelloItem) int {
			return cmp.Or(cmp.Compare(x.position, y.position), cmp.Compare(x.id, y.id))
		})
		list := Checklist{Name: t.ledger.fit(of, "checklist_name", cmp.Or(strings.TrimSpace(c.name), "Checklist"), maxChecklistName)}
		for _, i := range c.items {
			if text := t.ledger.fit(of, "checklist_item", strings.TrimSpace(i.text), maxItemText); text != "" {
				list.Items = append(list.Items, Item{Text: text, Done: i.done})
			}
		}
		out = append(out, list)
	}
	return out
}

func (t *trello) talk(card string, p *trelloParts) []Comment {
	comments, _ := unique(t.ledger, "comment", t.comments[card], func(c *Comment) (string, string) { return c.SourceID, "" })
	delete(t.comments, card)
	for i := range comments {
		if !p.members[comments[i].Author] {
			comments[i].Author = ""
		}
	}
	sortComments(comments)
	return comments
}

// writeOrphans tells of checklists and comments whose card isn't in the file, as after a card was deleted.
func (t *trello) writeOrphans(p *trelloParts) {
	for _, card := range slices.Sorted(maps.Keys(p.checklists)) {
		for _, c := range p.checklists[card] {
			t.ledger.Add(Entry{Severity: Lost, Kind: "checklist_without_card", SourceID: c.id, Reason: "its card isn't in the file"})
		}
	}
	for _, card := range slices.Sorted(maps.Keys(t.comments)) {
		for _, c := range t.comments[card] {
			t.ledger.Add(Entry{Severity: Lost, Kind: "comment_without_card", SourceID: c.SourceID, Reason: "its card isn't in the file"})
		}
	}
}
