// Package webui serves the web app that is inside the program.
//
// It owns the pages (the built documents under the policy of the product, with a
// nonce of its own in every answer), the built files beside them, robots.txt, the page for
// what isn't there, and the address that browsers report violations of the
// policy to.
//
// It promises that a page is only answered at the addresses of pages.txt, that no
// answer of its own is without the policy, that no script of a page runs without
// the answer's nonce, and that files are answered from the program's own memory,
// compressed when the build could, without a copy of the whole.
//
// Its routes aren't endpoint values: no credential is looked at, no input is
// bound, nothing is decided about and no database is asked. Routes lists them, and
// the page of routes in app's testdata says so to a reader.
//
// It knows nothing of workspaces or people, and not what the app does.
package webui
