package webui

import (
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/ratelimit"
)

// Options are what a Site is made of.
type Options struct {
	// Files are the built app; nil is the one inside this program.
	Files fs.FS
	// Limiter bounds reports per address by Limit; nil takes none at all.
	Limiter ratelimit.Limiter
	Limit   ratelimit.Class
}

// Site is the web app as it is served.
type Site struct {
	options  Options
	files    map[string]*file
	app      map[string]*page // by document
	notFound *page
}

// Route is one address, as a pattern of net/http, and what answers there.
type Route struct {
	Pattern string
	Summary string
	Handler http.Handler
}

// New reads the pages and lists the files; it refuses a build that couldn't work
// under the policy.
func New(o Options) (s *Site, err error) {
	if o.Files == nil {
		o.Files = Built()
	}
	s = &Site{options: o, files: map[string]*file{}, app: map[string]*page{}}
	own := mustSub(plain, "static")
	if err = collect(o.Files, s.files); err != nil {
		return nil, err
	}
	if err = collect(own, s.files); err != nil {
		return nil, err
	}
	for _, a := range addresses() {
		if s.app[a.document], err = appPage(o.Files, a.document); err != nil {
			return nil, err
		}
	}
	s.notFound, err = readPage(own, "not-found.html", http.StatusNotFound)
	return s, err
}

// Routes lists the addresses of the app.
func (s *Site) Routes() []Route {
	list := []Route{
		{"POST " + ReportsPath, "Take a browser's report of what the policy stopped", http.HandlerFunc(s.report)},
		{"GET /" + assets, "A built file whose name holds a hash of its content", http.HandlerFunc(s.file)},
	}
	for _, a := range addresses() {
		if a.path == "/" {
			a.path = "/{$}"
		}
		list = append(list, Route{"GET " + a.path, "A page of the web app", s.app[a.document]})
	}
	return list
}

// address is where a page is, and which document of the build it is.
type address struct{ path, document string }

func addresses() (list []address) {
	for line := range strings.Lines(pageList) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		path, document, named := strings.Cut(line, " ")
		if !named {
			document = "index.html"
		}
		list = append(list, address{path, document})
	}
	return list
}

// Pages are the addresses of the app's pages; a slash at the end takes
// everything below it.
func Pages() (paths []string) {
	for _, a := range addresses() {
		paths = append(paths, a.path)
	}
	return paths
}

// Names lists the files beside the pages.
func (s *Site) Names() []string { return slices.Sorted(maps.Keys(s.files)) }

// Rest answers where nothing else does: with a file at the root (an icon, the
// manifest, robots.txt), else with what a person or a program can read.
func (s *Site) Rest(w http.ResponseWriter, r *http.Request) { s.file(w, r) }

func (s *Site) file(w http.ResponseWriter, r *http.Request) {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if f := s.files[strings.TrimPrefix(r.URL.Path, "/")]; f != nil && reads {
		f.ServeHTTP(w, r)
		return
	}
	if reads && forReading(r) {
		s.notFound.ServeHTTP(w, r)
		return
	}
	problem.Write(w, r, problem.NotFound(nil))
}

// forReading tells whether a person's browser asks for a page. Below /api/ only
// programs ask.
func forReading(r *http.Request) bool {
	if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
		return false
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}
