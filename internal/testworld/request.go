package testworld

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
)

// Answer is what a request got.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	what   string
}

// RequestOption changes a request before it is sent.
type RequestOption func(*http.Request)

// Header sets a header.
func Header(name, value string) RequestOption {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// On sends the request to another node's server.
func On(serverURL string) RequestOption {
	return func(r *http.Request) {
		r.URL.Host = strings.TrimPrefix(serverURL, "http://")
		r.Host = r.URL.Host
	}
}

// Get, Post, Patch, Put and Delete send a request; a body that isn't a string or bytes is sent as JSON.
func (p *Person) Get(t testing.TB, path string, options ...RequestOption) *Answer {
	t.Helper()
	return p.Do(t, http.MethodGet, path, nil, options...)
}

// Post sends a POST.
func (p *Person) Post(t testing.TB, path string, body any, options ...RequestOption) *Answer {
	t.Helper()
	return p.Do(t, http.MethodPost, path, body, options...)
}

// Patch sends a PATCH.
func (p *Person) Patch(t testing.TB, path string, body any, options ...RequestOption) *Answer {
	t.Helper()
	return p.Do(t, http.MethodPatch, path, body, options...)
}

// Put sends a PUT.
func (p *Person) Put(t testing.TB, path string, body any, options ...RequestOption) *Answer {
	t.Helper()
	return p.Do(t, http.MethodPut, path, body, options...)
}

// Delete sends a DELETE.
func (p *Person) Delete(t testing.TB, path string, options ...RequestOption) *Answer {
	t.Helper()
	return p.Do(t, http.MethodDelete, path, nil, options...)
}

// Request prepares a request as the person makes it, credential included.
func (p *Person) Request(t testing.TB, method, path string, body any, options ...RequestOption) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.world.Server.URL+path, reader(t, body))
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	switch {
	case p.bearer != "":
		r.Header.Set("Authorization", "Bearer "+p.bearer)
	case p.cookie != "":
		r.AddCookie(&http.Cookie{Name: authn.CookieName, Value: p.cookie})
	}
	for _, change := range options {
		change(r)
	}
	return r
}

// Do sends a request and reads its answer.
func (p *Person) Do(t testing.TB, method, path string, body any, options ...RequestOption) *Answer {
	t.Helper()
	response, err := p.world.Server.Client().Do(p.Request(t, method, path, body, options...))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Body: text, what: method + " " + path + " by " + p.Name}
}

func reader(t testing.TB, body any) io.Reader {
	t.Helper()
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return strings.NewReader(b)
	case []byte:
		return bytes.NewReader(b)
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(text)
}

// Want stops the test unless the answer has the status.
func (a *Answer) Want(t testing.TB, status int) *Answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("%s answered %d, want %d: %.500s", a.what, a.Status, status, a.Body)
	}
	return a
}

// WantProblem stops the test unless the answer is the problem.
func (a *Answer) WantProblem(t testing.TB, code problem.Code) *Answer {
	t.Helper()
	a.Want(t, code.Status())
	var body struct{ Type string } // which SCIM's form has, too
	a.JSON(t, &body)
	if body.Type != problem.TypeBase+string(code) {
		t.Fatalf("%s answered problem %s, want %s", a.what, body.Type, code)
	}
	return a
}

// JSON reads the answer into v.
func (a *Answer) JSON(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		t.Fatalf("%s answered %.200q: %v", a.what, a.Body, err)
	}
}

// Field returns one member of the answer's object.
func (a *Answer) Field(t testing.TB, name string) any {
	t.Helper()
	object := map[string]any{}
	a.JSON(t, &object)
	return object[name]
}

// ID returns the answer's id.
func (a *Answer) ID(t testing.TB) string {
	t.Helper()
	text, _ := a.Field(t, "id").(string)
	if text == "" {
		t.Fatalf("%s answered without an id: %.200s", a.what, a.Body)
	}
	return text
}
