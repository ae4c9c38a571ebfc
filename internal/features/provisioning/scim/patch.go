package scim

import (
	"maps"
	"slices"
	"strings"

	"taskflow/internal/platform/problem"
)

// mostOperations bounds the operations of one request.
const mostOperations = 1000

// The operations (RFC 7644 section 3.5.2).
const (
	adds     = "add"
	replaces = "replace"
	removes  = "remove"
)

// Change is one change of one attribute.
type Change struct {
	op     string
	target path
	value  any
}

// ParsePatch reads a PatchOp. An operation without a path is one for each member of its
// value, whose names Entra ID writes as paths.
func ParsePatch(body []byte) ([]Change, error) {
	o, err := parse(body)
	if err != nil {
		return nil, err
	}
	list, is := o["operations"].([]any)
	if !is || len(list) == 0 || len(list) > mostOperations {
		return nil, problem.SCIM(problem.InvalidSyntax, "Operations must hold between 1 and 1000 operations.")
	}
	var changes []Change
	for _, item := range list {
		operation, err := fold(item)
		if err != nil {
			return nil, err
		}
		of, err := operation.changes()
		if err != nil {
			return nil, err
		}
		if changes = append(changes, of...); len(changes) > mostOperations {
			return nil, problem.SCIM(problem.TooMany, "At most 1000 attributes change at once.")
		}
	}
	return changes, nil
}

func (o object) changes() ([]Change, error) {
	name, _ := o["op"].(string)
	op := strings.ToLower(name)
	if op != adds && op != replaces && op != removes {
		return nil, problem.SCIM(problem.InvalidSyntax, "op must be add, replace or remove.")
	}
	switch where := o["path"].(type) {
	case string:
		return one(op, where, o["value"])
	case nil:
	default:
		return nil, badPath()
	}
	if op == removes {
		return nil, problem.SCIM(problem.NoTarget, "What is to be removed needs a path.")
	}
	members, is := o["value"].(map[string]any)
	if !is {
		return nil, problem.SCIM(problem.InvalidSyntax, "A value without a path must be an object.")
	}
	return each(op, members)
}

func one(op, where string, value any) ([]Change, error) {
	target, err := parsePath(where)
	return []Change{{op, target, value}}, err
}

// each comes in the order of the names: the same request does the same each time.
func each(op string, members map[string]any) (changes []Change, err error) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if strings.Contains(name, ":") && !strings.HasPrefix(strings.ToLower(name), core) {
			continue // an extension as a whole, whose name is no path of the grammar's
		}
		if readOnly[strings.ToLower(name)] {
			continue // what a client got it may send back (RFC 7643 section 7)
		}
		change, err := one(op, name, members[name])
		if err != nil {
			return nil, err
		}
		changes = append(changes, change...)
	}
	return changes, nil
}

// unkept are the attributes of RFC 7643 that nothing here keeps.
var unkept = map[string]bool{
	"nickname": true, "profileurl": true, "title": true, "usertype": true, "preferredlanguage": true, "locale": true, "timezone": true,
	"password": true, "phonenumbers": true, "ims": true, "photos": true, "addresses": true, "entitlements": true, "roles": true,
	"x509certificates": true,
}

// readOnly are the attributes that a client is told and doesn't say.
var readOnly = map[string]bool{"id": true, "meta": true, "groups": true, "schemas": true}

// outside tells whether a change is of what isn't a client's to change, or isn't kept.
func (c Change) outside() (bool, error) {
	if readOnly[c.target.attribute] {
		return true, problem.SCIM(problem.Mutability, "The attribute is read-only.")
	}
	return c.target.elsewhere || unkept[c.target.attribute], nil
}

// text is the new value of a text: empty for one that is removed.
func (c Change) text(name string) (string, error) {
	if c.op == removes {
		return "", nil
	}
	return text(name, c.value)
}
