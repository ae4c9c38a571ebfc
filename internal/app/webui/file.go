package webui

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"taskflow/internal/platform/coding"
	"taskflow/internal/platform/problem"
)

// mediaTypes are all that a build may hold. The machine's own table isn't asked:
// what a file is said to be must not depend on where the program runs.
var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
	".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json",
}

// suffixes are what the build appends to the name of a compressed file.
var suffixes = map[string]string{coding.Brotli: ".br", coding.Gzip: ".gz"}

// codings are those that a build makes, the smallest first.
var codings = []string{coding.Brotli, coding.Gzip, coding.Identity}

// assets is the folder whose names hold a hash of the content.
const assets = "assets/"

// file is one file of the app in every coding that the build made.
type file struct {
	mediaType    []string
	cacheControl []string
	byCoding     map[string]*variant
	codings      []string // of those that there are, the smallest first
}

// variant is one form of a file's content.
type variant struct {
	files  fs.FS
	name   string
	length []string
	coding []string // nil for identity
	tag    func() (string, error)
}

var (
	// A name with a hash never means another content.
	forever = []string{"public, max-age=31536000, immutable"}
	// The others may change with the next version.
	revalidate   = []string{"no-cache"}
	varyEncoding = []string{"Accept-Encoding"}
	needsCORP    = []string{"require-corp"}
)

// collect lists the files of a build by name, compressed forms beneath their
// originals. The page itself isn't a file: it differs from answer to answer.
func collect(files fs.FS, into map[string]*file) error {
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(entry.Name(), "."): // the placeholder, and what a tool left
			return skip(entry)
		case entry.IsDir() || path.Ext(name) == ".html" || isCompressed(name):
			return nil
		}
		f, err := newFile(files, name)
		if err != nil {
			return err
		}
		into[name] = f
		return nil
	})
}

func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func isCompressed(name string) bool {
	return strings.HasSuffix(name, suffixes[coding.Brotli]) || strings.HasSuffix(name, suffixes[coding.Gzip])
}

func newFile(files fs.FS, name string) (*file, error) {
	mediaType, known := mediaTypes[path.Ext(name)]
	if !known {
		return nil, fmt.Errorf("the built file %s is of no type that is served", name)
	}
	f := &file{mediaType: []string{mediaType}, cacheControl: revalidate, byCoding: map[string]*variant{}}
	if strings.HasPrefix(name, assets) {
		f.cacheControl = forever
	}
	for _, c := range codings {
		info, err := fs.Stat(files, name+suffixes[c])
		if err != nil {
			continue // this build has no such form of it
		}
		v := &variant{files: files, name: name + suffixes[c], length: []string{strconv.FormatInt(info.Size(), 10)}}
		if c != coding.Identity {
			v.coding = []string{c}
		}
		v.tag = sync.OnceValues(v.hash)
		f.byCoding[c], f.codings = v, append(f.codings, c)
	}
	return f, nil
}

// hash is the entity tag of a form. It is made when it is first asked for: at
// the start it would read every byte of the app into memory.
func (v *variant) hash() (string, error) {
	content, err := v.files.Open(v.name)
	if err != nil {
		return "", fmt.Errorf("opening the built file: %w", err)
	}
	defer func() { _ = content.Close() }() // it is memory
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return "", fmt.Errorf("reading the built file: %w", err)
	}
	return `"` + base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:18]) + `"`, nil
}

// ServeHTTP answers with the form that the client likes best.
func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if embeds(r) {
		problem.Write(w, r, problem.Forbidden(errEmbedded))
		return
	}
	v := f.byCoding[coding.Choose(strings.Join(r.Header["Accept-Encoding"], ","), f.codings...)]
	if err := f.answer(w, r, v); err != nil {
		problem.Write(w, r, err)
	}
}

func (f *file) answer(w http.ResponseWriter, r *http.Request, v *variant) error {
	tag, err := v.tag()
	if err != nil {
		return err
	}
	content, err := v.files.Open(v.name)
	if err != nil {
		return fmt.Errorf("opening the built file: %w", err)
	}
	defer func() { _ = content.Close() }() // it is memory
	h := w.Header()
	h["Etag"], h["Cache-Control"], h["Vary"] = []string{tag}, f.cacheControl, varyEncoding
	if matches(r.Header["If-None-Match"], tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h["Content-Type"], h["Content-Length"] = f.mediaType, v.length
	// A page that isolates itself only runs workers that say the same.
	h["Cross-Origin-Embedder-Policy"] = needsCORP
	if v.coding != nil {
		h["Content-Encoding"] = v.coding
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, content) // the client is gone: nobody is left to be told
	}
	return nil
}

// matches compares weakly, as a GET does (RFC 9110, section 13.1.2).
func matches(lines []string, tag string) bool {
	for _, line := range lines {
		for candidate := range strings.SplitSeq(line, ",") {
			candidate = strings.Trim(candidate, " \t")
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
				return true
			}
		}
	}
	return false
}
