package endpoint

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	strict "github.com/go-json-experiment/json"

	"taskflow/internal/platform/problem"
)

// Page is embedded in the input of a list.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"How many items at most"`
	Cursor string `query:"cursor" maxLength:"2048" doc:"next_cursor of the page before"`
}

// List is the answer of a list.
type List[T any] struct {
	Items []T `json:"items" doc:"This page's items"`
	// NextCursor is empty on the last page.
	NextCursor string `json:"next_cursor" doc:"Pass it as cursor for the next page; empty on the last one"`
}

// Fetch is how many rows to ask for: one more than shown tells whether there is another page.
func (p Page) Fetch() int64 { return int64(p.Limit) + 1 }

// Position reads where the page starts into position, which must be a pointer
// to what Paged was given; it reports whether there was a cursor. A cursor that
// wasn't made here, for this person and these filters, is refused.
func (p Page) Position(c *Call, position any) (bool, error) {
	if p.Cursor == "" {
		return false, nil
	}
	text, err := c.sealer.Open(c.cursorPurpose(), p.Cursor)
	if err != nil {
		return false, problem.InvalidField("query.cursor", "is not a cursor of this list")
	}
	if err := strict.Unmarshal(text, position); err != nil {
		return false, fmt.Errorf("reading a cursor of our own: %w", err)
	}
	return true, nil
}

// Paged makes the answer from up to Fetch items; position says where an item stands in the order.
func Paged[T any](c *Call, p Page, items []T, position func(T) any) (*List[T], error) {
	list := &List[T]{Items: items}
	if len(items) <= p.Limit {
		return list, nil
	}
	list.Items = items[:p.Limit]
	text, err := strict.Marshal(position(items[p.Limit-1]))
	if err != nil {
		return nil, fmt.Errorf("writing a cursor: %w", err)
	}
	list.NextCursor, err = c.sealer.Seal(c.cursorPurpose(), text)
	return list, err
}

// cursorPurpose binds a cursor to the list, the person and the filters it was made for.
func (c *Call) cursorPurpose() string {
	query := c.Request.URL.Query()
	query.Del("cursor")
	query.Del("limit")
	sum := sha256.Sum256([]byte(c.Request.URL.Path + "?" + query.Encode()))
	return "cursor:" + c.Principal.User.String() + ":" + base64.RawURLEncoding.EncodeToString(sum[:])
}
