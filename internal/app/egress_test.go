package app_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// waysOut are the names by which a program opens a connection of its own.
var waysOut = map[string][]string{
	"http": {"Client", "Transport", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm"},
	"net":  {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer"},
	"tls":  {"Dial", "DialWithDialer", "Dialer"},
}

// otherDoors are the files that speak to what the operator configured by another protocol than HTTP.
var otherDoors = []string{"internal/platform/mail/smtp.go"}

// TestOneWayOut holds that every HTTP request leaves by platform/egress: nothing else can make a client or dial.
// ASVS: 13.2.4 13.2.5
func TestOneWayOut(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t, 0) {
		if s.dir == "internal/platform/egress" || s.dir == "cmd/bench" || slices.Contains(otherDoors, s.path) {
			continue
		}
		for _, name := range leaves(s.file) {
			t.Errorf("%s uses %s: outbound requests go through platform/egress", s.path, name)
		}
	}
}

// leaves finds each way out in a file. A pointer's type, as of an argument, makes nothing.
func leaves(file ast.Node) (found []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StarExpr:
			of, selected := n.X.(*ast.SelectorExpr)
			return !selected || strings.HasPrefix(of.Sel.Name, "Default")
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && slices.Contains(waysOut[pkg.Name], n.Sel.Name) {
				found = append(found, pkg.Name+"."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

// TestAWayOutIsSeen shows that the rule sees what it forbids, and only that.
func TestAWayOutIsSeen(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		`func f() { http.Get("x") }`:                          "http.Get",
		`func f() { c := &http.Client{}; _ = c }`:             "http.Client",
		`func f() { c := new(http.Client); _ = c }`:           "http.Client",
		`var c = http.DefaultClient`:                          "http.DefaultClient",
		`var c = *http.DefaultClient`:                         "http.DefaultClient",
		`var c http.Client`:                                   "http.Client",
		`func f() { (&net.Dialer{}).Dial("tcp", "x") }`:       "net.Dialer",
		`func f() { tls.Dial("tcp", "x", nil) }`:              "tls.Dial",
		`func f(c *http.Client, r *http.Request) { c.Do(r) }`: "",
		`func f(c net.Conn) { net.SplitHostPort("x") }`:       "",
		`func f() http.Handler { return http.NewServeMux() }`: "",
	} {
		if got := strings.Join(leaves(parsed(t, code)), " "); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}
