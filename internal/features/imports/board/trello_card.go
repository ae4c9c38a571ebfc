package board

import (
	"math"
	"time"
)

// trelloCard is a card and what it says that TaskFlow has no field for.
type trelloCard struct {
	Card
	attachments  []attachment
	fields       []fieldValue
	start        *time.Time
	lastActivity *time.Time
	location     string
	address      string
	separator    string
	reminder     float64
	lost         cardLosses
}

type attachment struct{ name, url string }

type cardLosses struct{ cover, stickers, votes, location, pluginData, template bool }

func (t *trello) card(int) error {
	c := &trelloCard{Card: Card{Position: math.MaxFloat64}, reminder: -1}
	ok, err := t.object(func(name string) error { return t.cardMember(c, name) })
	if err != nil || !ok || t.anonymous(c.SourceID, "card", c.Title) {
		return err
	}
	t.cards = append(t.cards, c)
	return nil
}

func (t *trello) cardMember(c *trelloCard, name string) error {
	switch name {
	case "id":
		return t.id(&c.SourceID)
	case "idList":
		return t.id(&c.Column)
	case "name":
		return t.text(&c.Title)
	case "desc":
		return t.text(&c.Description)
	case "shortUrl":
		return t.text(&c.URL)
	case "closed":
		return t.flag(&c.Archived)
	case "pos":
		return t.number(&c.Position)
	case "due":
		return t.instant(&c.Due)
	case "dueComplete":
		return t.flag(&c.DueComplete)
	case "start":
		return t.instant(&c.start)
	case "dateLastActivity":
		return t.instant(&c.lastActivity)
	case "idLabels":
		return t.ids(&c.Labels)
	case "idMembers":
		return t.ids(&c.Members)
	}
	return t.cardPart(c, name)
}

func (t *trello) cardPart(c *trelloCard, name string) error {
	switch name {
	case "labels":
		return t.perCard(func(int) error {
			id, err := t.label()
			if id != "" {
				c.Labels = append(c.Labels, id)
			}
			return err
		})
	case "checklists":
		return t.perCard(func(int) error { return t.checklist(c.SourceID) })
	case "attachments":
		return t.perCard(func(int) error { return t.attachment(c) })
	case "customFieldItems":
		return t.perCard(func(int) error { return t.fieldValue(c) })
	case "dueReminder":
		return t.number(&c.reminder)
	case "cardRole":
		return t.text(&c.separator)
	case "locationName":
		return t.text(&c.location)
	case "address":
		return t.text(&c.address)
	}
	return t.cardLoss(c, name)
}

func (t *trello) cardLoss(c *trelloCard, name string) error {
	switch name {
	case "cover":
		_, err := t.object(func(name string) error {
			switch name {
			case "idAttachment", "color", "idUploadedBackground":
				return t.present(&c.lost.cover)
			}
			return t.drop()
		})
		return err
	case "stickers":
		return t.present(&c.lost.stickers)
	case "idMembersVoted":
		return t.present(&c.lost.votes)
	case "coordinates":
		return t.present(&c.lost.location)
	case "pluginData":
		return t.present(&c.lost.pluginData)
	case "isTemplate":
		return t.flag(&c.lost.template)
	}
	return t.drop()
}

func (t *trello) attachment(c *trelloCard) error {
	var a attachment
	ok, err := t.object(func(name string) error {
		switch name {
		case "name":
			return t.text(&a.name)
		case "url":
			return t.text(&a.url)
		}
		return t.drop()
	})
	if err == nil && ok && a != (attachment{}) {
		c.attachments = append(c.attachments, a)
	}
	return err
}

// writeCardLosses names what the card had and will not have.
func (t *trello) writeCardLosses(c *trelloCard, of subject) {
	for _, e := range []struct {
		is           bool
		kind, reason string
	}{
		{c.lost.cover, "cover", "the card's cover"},
		{c.lost.stickers, "stickers", "the card's stickers"},
		{c.lost.votes, "votes", "the members' votes for the card"},
		{c.lost.location, "coordinates", "the card's place on the map"},
		{c.lost.pluginData, "power_ups", "data of Power-Ups at the card"},
		{c.lost.template, "template", "that the card is a template; it is imported as a card"},
		{c.separator != "", "card_role", "the card's special role (separator, link, mirror)"},
		{c.reminder >= 0 && c.Due != nil, "reminder", "the reminder before the due date"},
	} {
		if e.is {
			t.ledger.Add(Entry{Severity: Lost, Kind: e.kind, SourceID: of.sourceID, Title: of.title, Reason: e.reason})
		}
	}
}
