package board

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// customField is a definition at the board; fieldValue is what one card says for it.
type customField struct {
	id, name, kind string
	position       float64
	options        map[string]string
}

type fieldValue struct {
	field, option, kind, value string
}

func (t *trello) customField(int) error {
	f := customField{position: math.MaxFloat64}
	ok, err := t.object(func(name string) error {
		switch name {
		case "id":
			return t.id(&f.id)
		case "name":
			return t.text(&f.name)
		case "type":
			return t.text(&f.kind)
		case "pos":
			return t.number(&f.position)
		case "options":
			return t.perCard(func(int) error { return t.option(&f) })
		}
		return t.drop()
	})
	if err != nil || !ok || t.anonymous(f.id, "custom_field", f.name) {
		return err
	}
	t.fields = append(t.fields, f)
	return nil
}

func (t *trello) option(f *customField) error {
	var id string
	var v fieldValue
	_, err := t.object(func(name string) error {
		switch name {
		case "id":
			return t.id(&id)
		case "value":
			return t.typedValue(&v)
		}
		return t.drop()
	})
	if id != "" && err == nil {
		if f.options == nil {
			f.options = map[string]string{}
		}
		f.options[id] = v.value
	}
	return err
}

func (t *trello) fieldValue(c *trelloCard) error {
	var v fieldValue
	ok, err := t.object(func(name string) error {
		switch name {
		case "idCustomField":
			return t.id(&v.field)
		case "idValue":
			return t.id(&v.option)
		case "value":
			return t.typedValue(&v)
		}
		return t.drop()
	})
	if err == nil && ok {
		c.fields = append(c.fields, v)
	}
	return err
}

// typedValue reads {"text"|"number"|"date"|"checked": value}; Trello writes all of them as strings.
func (t *trello) typedValue(v *fieldValue) error {
	_, err := t.object(func(name string) error {
		switch name {
		case "text", "number", "date", "checked":
			v.kind = name
			return t.scalar(&v.value)
		}
		return t.drop()
	})
	return err
}

func (r *reader) scalar(into *string) error {
	switch r.dec.PeekKind() {
	case '0', 't', 'f':
		raw, err := r.dec.ReadValue()
		if err != nil {
			return syntax(r.where(), err)
		}
		*into = string(raw)
		return nil
	}
	return r.text(into)
}

// describe writes a card's values in the order of the board's fields.
func (t *trello) describe(c *trelloCard, of subject) section {
	s := section{heading: "Custom fields"}
	slices.SortStableFunc(c.fields, func(a, b fieldValue) int { return cmp.Compare(t.fieldIndex(a.field), t.fieldIndex(b.field)) })
	for _, v := range c.fields {
		i := t.fieldIndex(v.field)
		text := ""
		if i < len(t.fields) {
			text = v.text(t.fields[i])
		}
		if text == "" {
			if v.value != "" || v.option != "" {
				t.ledger.Add(Entry{Severity: Lost, Kind: "custom_field_value", SourceID: of.sourceID, Title: of.title,
					Reason: "a value of a custom field or option that the file doesn't define"})
			}
			continue
		}
		t.priority(c, t.fields[i].name, text)
		s.add(cmp.Or(t.fields[i].name, "(unnamed)"), literal(text))
	}
	if n := len(s.lines); n > 0 {
		t.ledger.Add(Entry{Severity: Changed, Kind: "custom_fields", SourceID: of.sourceID, Title: of.title,
			Reason: fmt.Sprintf("%d custom fields were written into the description", n)})
	}
	return s
}

func (t *trello) fieldIndex(id string) int {
	if i, known := t.fieldByID[id]; known {
		return i
	}
	return len(t.fields)
}

func (v fieldValue) text(f customField) string {
	switch {
	case v.option != "":
		return f.options[v.option]
	case v.kind == "checked" && v.value == "true":
		return "yes"
	case v.kind == "checked" && v.value != "":
		return "no"
	case v.kind == "date":
		if at, err := time.Parse(time.RFC3339, v.value); err == nil {
			return at.UTC().Format("2006-01-02 15:04 UTC")
		}
	}
	return v.value
}

// priority also sets the card's priority where a field of that name has one of the product's values.
func (t *trello) priority(c *trelloCard, name, value string) {
	if !strings.EqualFold(strings.TrimSpace(name), "priority") {
		return
	}
	switch p := Priority(strings.ToLower(strings.TrimSpace(value))); p {
	case "low", "medium", "high", "urgent":
		c.Priority = p
	}
}
