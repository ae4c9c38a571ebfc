package webui

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"taskflow/internal/security/edge"
)

// ReportsPath is where browsers tell of violations of the policy.
const ReportsPath = "/csp-reports"

// The policy of every page, around its nonce. Scripts run by nonce and what they
// load by trust; nothing is inline, nothing comes from another origin, and no
// text becomes markup or script.
const (
	policyBefore = "default-src 'none'; script-src 'nonce-"
	policyAfter  = "' 'strict-dynamic'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
		"manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'; trusted-types 'none'; report-uri " + ReportsPath + "; report-to csp"
)

// Policy is the Content-Security-Policy of a page with the nonce.
func Policy(nonce string) string { return policyBefore + nonce + policyAfter }

var (
	reporting = []string{`csp="` + ReportsPath + `"`}
	// A page may use passkeys; every other power of a browser stays off.
	permissions = []string{strings.NewReplacer(
		"publickey-credentials-create=()", "publickey-credentials-create=(self)",
		"publickey-credentials-get=()", "publickey-credentials-get=(self)",
	).Replace(edge.PermissionsPolicy)}
	ownAgents = []string{"?1"}
	html      = []string{"text/html; charset=utf-8"}
)

// newNonce is 130 random bits in letters that need no quoting anywhere.
func newNonce() string { return rand.Text() }

// guard sets what a document has beyond the edge's headers, which already keep
// it out of caches, frames and other sites' windows.
func guard(h http.Header, nonce string) {
	h["Content-Type"] = html
	h["Content-Security-Policy"] = []string{Policy(nonce)}
	h["Reporting-Endpoints"] = reporting
	h["Permissions-Policy"] = permissions
	h["Cross-Origin-Embedder-Policy"] = needsCORP
	h["Origin-Agent-Cluster"] = ownAgents
}

var errEmbedded = errors.New("webui: another site embeds a file of the app")

// embeds tells whether a browser fetches a file for another site. Looking at it
// in a tab of its own is no embedding.
func embeds(r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return false
	}
	return true
}
