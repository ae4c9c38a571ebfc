package board

import "time"

// trelloAction is one line of the board's history. Comments are nowhere else in an export.
type trelloAction struct {
	id, kind, card, text string
	author, authorName   string
	at                   *time.Time
	complete             bool
	completionChanged    bool
}

func (t *trello) action(int) error {
	t.actions++
	var a trelloAction
	ok, err := t.object(func(name string) error { return t.actionMember(&a, name) })
	if err != nil || !ok {
		return err
	}
	switch {
	case a.kind == "commentCard" || a.kind == "copyCommentCard":
		t.comment(a)
	case a.kind == "updateCard" && a.completionChanged && a.complete && a.at != nil:
		t.completion(a)
	default:
		t.history++
	}
	return nil
}

func (t *trello) actionMember(a *trelloAction, name string) error {
	switch name {
	case "id":
		return t.id(&a.id)
	case "type":
		return t.text(&a.kind)
	case "date":
		return t.instant(&a.at)
	case "idMemberCreator":
		return t.id(&a.author)
	case "memberCreator":
		return t.creator(a)
	case "data":
		_, err := t.object(func(name string) error { return t.actionData(a, name) })
		return err
	}
	return t.drop()
}

func (t *trello) creator(a *trelloAction) error {
	var username, fullName string
	_, err := t.object(func(name string) error {
		switch name {
		case "username":
			return t.text(&username)
		case "fullName":
			return t.text(&fullName)
		}
		return t.drop()
	})
	if a.authorName = fullName; fullName == "" {
		a.authorName = username
	}
	return err
}

func (t *trello) actionData(a *trelloAction, name string) error {
	switch name {
	case "text":
		return t.text(&a.text)
	case "card":
		_, err := t.object(func(name string) error {
			switch name {
			case "id":
				return t.id(&a.card)
			case "dueComplete":
				return t.flag(&a.complete)
			}
			return t.drop()
		})
		return err
	case "old":
		_, err := t.object(func(name string) error {
			if name == "dueComplete" {
				a.completionChanged = true
			}
			return t.drop()
		})
		return err
	}
	return t.drop()
}

func (t *trello) comment(a trelloAction) {
	if t.anonymous(a.id, "comment", a.text) {
		return
	}
	of := subject{"comment", a.id, ""}
	text := t.ledger.fitBody(of, "text", a.text, maxComment)
	if text == "" {
		t.ledger.Add(Entry{Severity: Lost, Kind: "comment_empty", SourceID: a.id, Where: t.where(), Reason: "the comment has no text"})
		return
	}
	t.comments[a.card] = append(t.comments[a.card], Comment{SourceID: a.id, Author: a.author,
		AuthorName: t.ledger.fit(of, "author", a.authorName, maxName), At: a.at, Text: text})
}

// completion remembers when a card was last marked complete.
func (t *trello) completion(a trelloAction) {
	if known := t.completed[a.card]; known == nil || known.Before(*a.at) {
		t.completed[a.card] = a.at
	}
}
