package scim

import (
	"strings"
	"unicode"
	"unicode/utf8"

	strict "github.com/go-json-experiment/json"

	"taskflow/internal/platform/problem"
)

// longestText is the most characters of a text that is kept.
const longestText = 256

// object is a JSON object whose members' names are in lower case: those of SCIM are
// without it (RFC 7643 section 2.1).
type object map[string]any

// parse reads a body. Duplicate members and invalid UTF-8 are refused.
func parse(body []byte) (object, error) {
	var v any
	if err := strict.Unmarshal(body, &v); err != nil {
		return nil, problem.SCIM(problem.InvalidSyntax, "The body must be a JSON object in valid UTF-8, without duplicate members.")
	}
	return fold(v)
}

// fold makes an object of a value. Two members that differ in letter case only are one twice.
func fold(v any) (object, error) {
	members, is := v.(map[string]any)
	if !is {
		return nil, problem.SCIM(problem.InvalidSyntax, "An object is expected.")
	}
	folded := make(object, len(members))
	for name, value := range members {
		key := strings.ToLower(name)
		if _, twice := folded[key]; twice {
			return nil, problem.SCIM(problem.InvalidSyntax, "A member stands twice.")
		}
		folded[key] = value
	}
	return folded, nil
}

// text reads a text that is kept; null is the empty one.
func text(name string, v any) (string, error) {
	if v == nil {
		return "", nil
	}
	s, is := v.(string)
	if !is {
		return "", invalid(name, "must be a text")
	}
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > longestText {
		return "", invalid(name, "must have at most 256 characters")
	}
	if strings.ContainsFunc(s, unicode.IsControl) {
		return "", invalid(name, "must have no control characters")
	}
	return s, nil
}

// truth reads a truth value, also as the text that Entra ID sends.
func truth(name string, v any) (bool, error) {
	switch v := v.(type) {
	case bool:
		return v, nil
	case string:
		if strings.EqualFold(v, "true") || strings.EqualFold(v, "false") {
			return strings.EqualFold(v, "true"), nil
		}
	}
	return false, invalid(name, "must be true or false")
}

func invalid(name, why string) error { return problem.SCIM(problem.InvalidValue, name+" "+why+".") }
