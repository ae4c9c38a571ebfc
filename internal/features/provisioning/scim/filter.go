package scim

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	filter "github.com/scim2/filter-parser/v2"

	"taskflow/internal/platform/problem"
)

const (
	// longestFilter and deepest bound what the grammar is given, in bytes and in
	// brackets within brackets.
	longestFilter = 1000
	deepest       = 4
)

var errParser = errors.New("the parser of filters failed")

// Filter is a filter of RFC 7644 section 3.4.2.2 over the attributes that are kept.
type Filter struct{ expression filter.Expression }

// Attributes are what a filter looks at, by the attribute's name in lower case: texts, or
// one truth value.
type Attributes map[string][]any

// exact are the attributes whose letter case counts (RFC 7643 section 3.1).
var exact = map[string]bool{"id": true, "externalid": true, "members.value": true}

// filterable are the attributes that a filter may name.
var filterable = map[string]bool{
	"id": true, "externalid": true, "username": true, "displayname": true, "active": true, "emails.value": true, "members.value": true,
}

// multiple are the attributes that may be named without what they hold.
var multiple = map[string]string{"emails": "emails.value", "members": "members.value"}

func badFilter(why string) error { return problem.SCIM(problem.InvalidFilter, why) }

// ParseFilter reads a filter, and refuses one that names what isn't kept or compares in a
// way that isn't offered: an answer that ignored part of a filter would be a wrong one.
func ParseFilter(text string) (*Filter, error) {
	if why := tooMuch(text); why != "" {
		return nil, badFilter(why)
	}
	expression, err := guarded(func() (filter.Expression, error) { return filter.ParseFilter([]byte(text)) })
	if err != nil {
		return nil, badFilter("The filter can't be read.")
	}
	if err := offered(expression, ""); err != nil {
		return nil, err
	}
	return &Filter{expression}, nil
}

// guarded keeps a panic of the grammar's inside: its input is anybody's.
func guarded[T any](parse func() (T, error)) (result T, err error) {
	defer func() {
		if recover() != nil {
			err = errParser
		}
	}()
	return parse()
}

// tooMuch says what of a text is over the limits that hold before the grammar sees it; empty
// for nothing.
func tooMuch(text string) string {
	if len(text) > longestFilter {
		return "The text is too long."
	}
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[':
			if depth++; depth > deepest {
				return "The text is nested too deeply."
			}
		case c == ')' || c == ']':
			depth--
		}
	}
	return ""
}

// named is an attribute's name as filters are evaluated by; under is the attribute whose
// value filter it stands in.
func named(p filter.AttributePath, under string) string {
	name := strings.ToLower(p.AttributeName)
	if p.SubAttribute != nil {
		name += "." + strings.ToLower(*p.SubAttribute)
	}
	if under != "" {
		name = under + "." + name
	}
	if whole, is := multiple[name]; is {
		return whole
	}
	return name
}

func offered(e filter.Expression, under string) error {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		if err := offered(e.Left, under); err != nil {
			return err
		}
		return offered(e.Right, under)
	case *filter.NotExpression:
		return offered(e.Expression, under)
	case *filter.ValuePath:
		if under != "" {
			return badFilter("A filter of values stands within another.")
		}
		return offered(e.ValueFilter, strings.ToLower(e.AttributePath.AttributeName))
	case *filter.AttributeExpression:
		return offers(e, named(e.AttributePath, under))
	}
	return badFilter("The filter can't be read.")
}

func offers(e *filter.AttributeExpression, name string) error {
	if !filterable[name] {
		return badFilter("The filter names an attribute that can't be filtered by.")
	}
	_, isText := e.CompareValue.(string)
	_, isTruth := e.CompareValue.(bool)
	switch op := lower(e.Operator); {
	case op == filter.PR:
		return nil
	case (op == filter.EQ || op == filter.NE) && (isText && name != "active" || isTruth && name == "active"):
		return nil
	case (op == filter.CO || op == filter.SW || op == filter.EW) && isText && name != "active":
		return nil
	}
	return badFilter("The filter compares in a way that isn't offered: eq, ne, co, sw, ew and pr are.")
}

func lower(op filter.CompareOperator) filter.CompareOperator {
	return filter.CompareOperator(strings.ToLower(string(op)))
}

// Equals is the value that an attribute must equal for the filter to match, where it says
// so on its own or together with more: what an index finds the candidates by.
func (f *Filter) Equals(attribute string) (string, bool) { return equals(f.expression, attribute, "") }

func equals(e filter.Expression, attribute, under string) (string, bool) {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		if !strings.EqualFold(string(e.Operator), string(filter.AND)) {
			return "", false
		}
		if value, found := equals(e.Left, attribute, under); found {
			return value, true
		}
		return equals(e.Right, attribute, under)
	case *filter.ValuePath:
		return equals(e.ValueFilter, attribute, strings.ToLower(e.AttributePath.AttributeName))
	case *filter.AttributeExpression:
		value, isText := e.CompareValue.(string)
		return value, isText && lower(e.Operator) == filter.EQ && named(e.AttributePath, under) == attribute
	}
	return "", false
}

// Matches tells whether what has these attributes is meant.
func (f *Filter) Matches(a Attributes) bool { return matches(f.expression, a, "") }

func matches(e filter.Expression, a Attributes, under string) bool {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		if strings.EqualFold(string(e.Operator), string(filter.AND)) {
			return matches(e.Left, a, under) && matches(e.Right, a, under)
		}
		return matches(e.Left, a, under) || matches(e.Right, a, under)
	case *filter.NotExpression:
		return !matches(e.Expression, a, under)
	case *filter.ValuePath:
		return matches(e.ValueFilter, a, strings.ToLower(e.AttributePath.AttributeName))
	case *filter.AttributeExpression:
		return compares(e, named(e.AttributePath, under), a)
	}
	return false
}

// compares holds for one of several values, and ne for all of them.
func compares(e *filter.AttributeExpression, name string, a Attributes) bool {
	values, op := a[name], lower(e.Operator)
	if op == filter.PR {
		return len(values) > 0
	}
	one := slices.ContainsFunc(values, func(v any) bool {
		if op == filter.EQ || op == filter.NE {
			return same(name, v, e.CompareValue)
		}
		return contains(op, name, v, e.CompareValue)
	})
	return one != (op == filter.NE)
}

func same(name string, a, b any) bool {
	if a == b {
		return true
	}
	left, isText := a.(string)
	right, areTexts := b.(string)
	return isText && areTexts && !exact[name] && Key(left) == Key(right)
}

func contains(op filter.CompareOperator, name string, a, b any) bool {
	whole, part := fmt.Sprint(a), fmt.Sprint(b)
	if !exact[name] {
		whole, part = Key(whole), Key(part)
	}
	return op == filter.SW && strings.HasPrefix(whole, part) || op == filter.EW && strings.HasSuffix(whole, part) ||
		op == filter.CO && strings.Contains(whole, part)
}
