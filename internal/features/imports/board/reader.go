package board

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// reader walks JSON and keeps going where a sane person would: a value of the wrong type is written to the ledger with
// its place and skipped, an unknown member is counted and skipped, broken JSON ends it all. Every method that reads consumes exactly
// one value. Strings are copied, so that the file's memory is not held by its board.
type reader struct {
	ctx      context.Context //nolint:containedctx // a reader lives for one call and is the walk's only state
	dec      *jsontext.Decoder
	limits   Limits
	ledger   *Ledger
	path     []step
	elements int
	scratch  []byte
	dropped  dropped
}

// step is one part of the place in the file: a member's name or, when name is empty, an index.
type step struct {
	name  string
	index int
}

func newReader(ctx context.Context, data []byte, limits Limits, l *Ledger) *reader {
	// Names stay unique (the default). Lone surrogates in escapes are let through to be replaced and noted: real
	// exports have them where an emoji was cut in two. Raw bytes have been checked before.
	dec := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowInvalidUTF8(true))
	return &reader{ctx: ctx, dec: dec, limits: limits, ledger: l}
}

func (r *reader) where() string {
	var out strings.Builder
	for _, s := range r.path {
		switch {
		case s.name == "":
			fmt.Fprintf(&out, "[%d]", s.index)
		case out.Len() > 0:
			out.WriteString("." + s.name)
		default:
			out.WriteString(s.name)
		}
	}
	return out.String()
}

func (r *reader) skip() error {
	if err := r.dec.SkipValue(); err != nil {
		return syntax(r.where(), err)
	}
	return nil
}

// wrong skips a value of another type than expected; null counts as absent and is not worth a line.
func (r *reader) wrong(expected string) error {
	found := kindName(r.dec.PeekKind())
	if err := r.skip(); err != nil {
		return err
	}
	if found == "null" {
		return nil
	}
	e := Entry{Severity: Lost, Kind: "wrong_type"}
	if r.ledger.shows(e) { // a hostile file has a million of them
		e.Where, e.Reason = r.where(), fmt.Sprintf("expected %s, found %s", expected, found)
	}
	r.ledger.Add(e)
	return nil
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '{':
		return "an object"
	case '[':
		return "an array"
	}
	return "something else"
}

// object calls visit for each member that this package knows by name; visit must read the value. It reports whether
// there was an object.
func (r *reader) object(visit func(name string) error) (bool, error) {
	if r.dec.PeekKind() != '{' {
		return false, r.wrong("an object")
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return false, syntax(r.where(), err)
	}
	for r.dec.PeekKind() != '}' {
		if err := r.member(visit); err != nil {
			return false, err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return false, syntax(r.where(), err)
	}
	return true, nil
}

func (r *reader) member(visit func(name string) error) error {
	raw, err := r.dec.ReadValue()
	if err != nil {
		return syntax(r.where(), err)
	}
	name, known := memberNames[string(raw[1:len(raw)-1])]
	if !known {
		return r.dropNamed(r.path, fieldName(raw[1:len(raw)-1]))
	}
	r.path = append(r.path, step{name: name})
	err = visit(name)
	r.path = r.path[:len(r.path)-1]
	return err
}

// array calls visit for each element; at most limit are allowed, 0 meaning any number.
func (r *reader) array(limit int, visit func(i int) error) (bool, error) {
	if r.dec.PeekKind() != '[' {
		return false, r.wrong("an array")
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return false, syntax(r.where(), err)
	}
	for i := 0; r.dec.PeekKind() != ']'; i++ {
		if limit > 0 && i == limit {
			return false, tooMany(r.where(), limit)
		}
		if err := r.element(i, visit); err != nil {
			return false, err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return false, syntax(r.where(), err)
	}
	return true, nil
}

func (r *reader) element(i int, visit func(i int) error) error {
	if r.elements++; r.elements > r.limits.Elements {
		return tooMany("parts of the board", r.limits.Elements)
	}
	if r.elements%1024 == 0 && r.ctx.Err() != nil {
		return fmt.Errorf("reading a board: %w", context.Cause(r.ctx))
	}
	r.path = append(r.path, step{index: i})
	err := visit(i)
	r.path = r.path[:len(r.path)-1]
	return err
}

// perCard is array with the bound on the parts of one card: what is over it is skipped and written down once.
func (r *reader) perCard(visit func(i int) error) error {
	over := 0
	_, err := r.array(0, func(i int) error {
		if i < r.limits.PerCard {
			return visit(i)
		}
		over++
		return r.skip()
	})
	if over > 0 {
		r.ledger.Add(Entry{Severity: Lost, Kind: "too_many_on_one_card", Where: r.where(),
			Reason: fmt.Sprintf("only the first %d were kept, %d were not", r.limits.PerCard, over)})
	}
	return err
}

func (r *reader) text(into *string) error {
	if r.dec.PeekKind() != '"' {
		return r.wrong("a string")
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return syntax(r.where(), err)
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		*into = string(raw[1 : len(raw)-1])
		return nil
	}
	if r.scratch, err = jsontext.AppendUnquote(r.scratch[:0], raw); err != nil {
		r.ledger.Add(Entry{Severity: Changed, Kind: "half_character", Where: r.where(),
			Reason: "half of a character (an unpaired surrogate) was replaced by U+FFFD"})
	}
	*into = string(r.scratch)
	return nil
}

// id reads an identifier: a string, or a whole number as GitHub writes them. Anything else leaves into empty.
func (r *reader) id(into *string) error {
	var id string
	if r.dec.PeekKind() == '0' {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return syntax(r.where(), err)
		}
		if id = string(raw); strings.ContainsAny(id, ".eE-") {
			return nil
		}
	} else if err := r.text(&id); err != nil {
		return err
	}
	if id, changed := storable(id); !changed && len(id) <= maxSourceID {
		*into = id
	}
	return nil
}

// ids reads a list of identifiers; known drops repeated ones.
func (r *reader) ids(into *[]string) error {
	return r.perCard(func(int) error {
		var id string
		if err := r.id(&id); err != nil {
			return err
		}
		if id != "" {
			*into = append(*into, id)
		}
		return nil
	})
}

func (r *reader) number(into *float64) error {
	if r.dec.PeekKind() != '0' {
		return r.wrong("a number")
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return syntax(r.where(), err)
	}
	value, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		r.ledger.Add(Entry{Severity: Changed, Kind: "number_out_of_range", Where: r.where(), Reason: "the number is too large to keep"})
		return nil
	}
	*into = value
	return nil
}

func (r *reader) flag(into *bool) error {
	switch r.dec.PeekKind() {
	case 't', 'f':
		token, err := r.dec.ReadToken()
		if err != nil {
			return syntax(r.where(), err)
		}
		*into = token.Bool()
		return nil
	}
	return r.wrong("true or false")
}

func (r *reader) instant(into **time.Time) error {
	var s string
	if err := r.text(&s); err != nil || s == "" {
		return err
	}
	t, err := time.Parse(time.RFC3339, s)
	if t = t.UTC().Truncate(time.Microsecond); err != nil || t.Year() < 1 || t.Year() > 9999 {
		r.ledger.Add(Entry{Severity: Lost, Kind: "date_unreadable", Where: r.where(), Reason: "this is not a date and time (RFC 3339)"})
		return nil
	}
	*into = &t
	return nil
}

// present reads over a value and reports whether it says anything: not null, false, zero, "", [] or {}.
func (r *reader) present(into *bool) error {
	switch r.dec.PeekKind() {
	case '{', '[':
		token, err := r.dec.ReadToken()
		if err != nil {
			return syntax(r.where(), err)
		}
		return r.drain(token.Kind()+2, into)
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return syntax(r.where(), err)
	}
	switch string(raw) {
	case "null", "false", "0", `""`:
	default:
		*into = true
	}
	return nil
}

func (r *reader) drain(end jsontext.Kind, into *bool) error {
	for r.dec.PeekKind() != end {
		*into = true
		if err := r.skip(); err != nil {
			return err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return syntax(r.where(), err)
	}
	return nil
}

// end makes sure that nothing follows.
func (r *reader) end() error {
	if _, err := r.dec.ReadToken(); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return syntax("", err)
	}
	return malformed("", fmt.Sprintf("something follows the board at byte %d", r.dec.InputOffset()), nil)
}
