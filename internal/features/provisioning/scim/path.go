package scim

import (
	"strings"

	filter "github.com/scim2/filter-parser/v2"
	"golang.org/x/text/unicode/norm"

	"taskflow/internal/platform/problem"
)

// Key is the form under which names are unique and compared whose letter case doesn't count.
func Key(name string) string { return norm.NFC.String(strings.ToLower(norm.NFC.String(name))) }

// path is the target of a change (RFC 7644 figure 7), its names in lower case.
type path struct {
	attribute string
	sub       string
	where     filter.Expression
	// elsewhere: it is of a schema other than the resource's own.
	elsewhere bool
}

const core = "urn:ietf:params:scim:schemas:core:2.0:"

func badPath() error {
	return problem.SCIM(problem.InvalidPath, "The path can't be read, or is none of an attribute.")
}

// parsePath reads the target of a change.
func parsePath(text string) (path, error) {
	if tooMuch(text) != "" {
		return path{}, badPath()
	}
	parsed, err := guarded(func() (filter.Path, error) { return filter.ParsePath([]byte(text)) })
	if err != nil {
		return path{}, badPath()
	}
	p := path{attribute: strings.ToLower(parsed.AttributePath.AttributeName), where: parsed.ValueExpression}
	p.sub = strings.ToLower(parsed.AttributePath.SubAttributeName())
	if parsed.SubAttribute != nil {
		p.sub = strings.ToLower(*parsed.SubAttribute)
	}
	uri := strings.ToLower(parsed.AttributePath.URI())
	p.elsewhere = uri != "" && !strings.HasPrefix(uri, core)
	return p, nil
}

// values are what a path's filter asks to equal, by the name of the sub-attribute; false
// when it asks for anything else than one equality.
func (p path) selects() (name string, value any, simple bool) {
	e, is := p.where.(*filter.AttributeExpression)
	if !is || lower(e.Operator) != filter.EQ || e.AttributePath.SubAttribute != nil {
		return "", nil, false
	}
	return strings.ToLower(e.AttributePath.AttributeName), e.CompareValue, true
}
