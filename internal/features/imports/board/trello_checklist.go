package board

import "math"

type trelloChecklist struct {
	id, card, name string
	position       float64
	items          []trelloItem
	assigned       int // items with an own due date or member
}

type trelloItem struct {
	id, text string
	position float64
	done     bool
}

// checklist reads one from the board, where it names its card, or from within a card.
func (t *trello) checklist(card string) error {
	c := trelloChecklist{card: card, position: math.MaxFloat64}
	ok, err := t.object(func(name string) error {
		switch name {
		case "id":
			return t.id(&c.id)
		case "idCard":
			return t.id(&c.card)
		case "name":
			return t.text(&c.name)
		case "pos":
			return t.number(&c.position)
		case "checkItems":
			return t.perCard(func(int) error { return t.checkItem(&c) })
		}
		return t.drop()
	})
	if err != nil || !ok || t.anonymous(c.id, "checklist", c.name) {
		return err
	}
	t.checklists = append(t.checklists, c)
	return nil
}

func (t *trello) checkItem(c *trelloChecklist) error {
	i := trelloItem{position: math.MaxFloat64}
	var state string
	assigned := false
	ok, err := t.object(func(name string) error {
		switch name {
		case "id":
			return t.id(&i.id)
		case "name":
			return t.text(&i.text)
		case "state":
			return t.text(&state)
		case "pos":
			return t.number(&i.position)
		case "due", "idMember":
			return t.present(&assigned)
		}
		return t.drop()
	})
	if err != nil || !ok {
		return err
	}
	if assigned {
		c.assigned++
	}
	i.done = state == "complete"
	c.items = append(c.items, i)
	return nil
}
