package webui

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strconv"
)

// nonceMark is what the build writes wherever a page needs its nonce.
const nonceMark = "__CSP_NONCE__"

// page is a document in the pieces between its nonces.
type page struct {
	status int
	pieces [][]byte
	length int
}

// newPage refuses a document that couldn't work under the policy: it would fail
// in every browser, silently.
func newPage(status int, text []byte) (*page, error) {
	if err := fits(text); err != nil {
		return nil, err
	}
	p := &page{status: status, pieces: bytes.Split(text, []byte(nonceMark))}
	for _, piece := range p.pieces {
		p.length += len(piece)
	}
	return p, nil
}

var (
	scriptTag   = regexp.MustCompile(`(?i)<script[^>]*>|<link[^>]*\srel="?modulepreload[^>]*>`)
	markedTag   = []byte(` nonce="` + nonceMark + `"`)
	inlineStyle = regexp.MustCompile(`(?i)<style|<[^>]*\s(style|on[a-z]+)\s*=`)
)

func fits(text []byte) error {
	for _, tag := range scriptTag.FindAll(text, -1) {
		if !bytes.Contains(tag, markedTag) {
			return fmt.Errorf("the page has a script without a nonce: %s", tag)
		}
	}
	if found := inlineStyle.Find(text); found != nil {
		return fmt.Errorf("the page has inline style or script: %s", found)
	}
	return nil
}

// readPage reads a document; without it, the other one is taken.
func readPage(files fs.FS, name string, status int) (*page, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	return newPage(status, text)
}

// appPage is a document of the build, or the page that says there is no build.
func appPage(built fs.FS, name string) (*page, error) {
	p, err := readPage(built, name, http.StatusOK)
	if errors.Is(err, fs.ErrNotExist) {
		return readPage(mustSub(plain, "static"), "unbuilt.html", http.StatusServiceUnavailable)
	}
	return p, err
}

// ServeHTTP writes the page with a nonce of its own.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	nonce := newNonce()
	h := w.Header()
	guard(h, nonce)
	h["Content-Length"] = []string{strconv.Itoa(p.length + len(nonce)*(len(p.pieces)-1))}
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(bytes.Join(p.pieces, []byte(nonce))) // the client is gone: nobody is left to be told
	}
}
