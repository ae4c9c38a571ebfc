package saml_test

import (
	"strings"
	"time"

	"github.com/beevik/etree"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/token"
)

const tokenLength = token.Length

func isProblem(location string) bool { return strings.Contains(location, "/finish#problem=") }

// until has the provider's session end.
func until(at time.Time) func(r *etree.Element) {
	return set("./Assertion/AuthnStatement", "SessionNotOnOrAfter", stamp(at))
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.999999Z") }

// set gives an element another attribute.
func set(path, name, value string) func(r *etree.Element) {
	return func(r *etree.Element) { find(r, path).CreateAttr(name, value) }
}

func find(r *etree.Element, path string) *etree.Element {
	if path == "." {
		return r
	}
	e := r.FindElement(path)
	if e == nil {
		panic("no " + path)
	}
	return e
}

// everywhere is nobody's scope, for what is of no workspace.
var everywhere = db.Scope{}
