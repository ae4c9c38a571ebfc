package main_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const password = "seven green lamps hum"

// client is somebody who is signed in.
type client struct {
	url   string
	token string
	// media is what it sends; JSON where it says nothing.
	media string
	http  *http.Client
}

// answer is what a request came to. A status of 0 is none: the server was gone.
type answer struct {
	status int
	media  string
	id     string
	// request is the id by which the log knows it; only problems say it.
	request string
	took    time.Duration
	body    []byte
}

func newClient(url string) *client {
	return &client{url: url, http: &http.Client{
		Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 1024, DisableCompression: true},
	}}
}

// newClientFrom is a client with an address of its own on the loopback network: limits and back-off
// by address treat it as somebody else.
func newClientFrom(url string, place int) *client {
	c := newClient(url)
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(place>>8), byte(place))}}
	c.http.Transport = &http.Transport{DialContext: dialer.DialContext, DisableCompression: true}
	return c
}

func (c *client) ask(method, path string, body any) answer {
	var content io.Reader = http.NoBody
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			panic(err)
		}
		content = bytes.NewReader(raw)
	}
	return c.send(method, path, content)
}

// form posts a form, as OAuth has it.
func (c *client) form(path, body string) answer {
	form := c.with("")
	form.media = "application/x-www-form-urlencoded"
	return form.send(http.MethodPost, path, strings.NewReader(body))
}

func (c *client) send(method, path string, content io.Reader) (a answer) {
	start := time.Now()
	defer func() { a.took = time.Since(start) }()
	request, err := http.NewRequestWithContext(context.Background(), method, c.url+path, content)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", cmp.Or(c.media, "application/json"))
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return answer{}
	}
	defer func() { _ = response.Body.Close() }()
	a.status, a.media = response.StatusCode, response.Header.Get("Content-Type")
	if a.body, err = io.ReadAll(response.Body); err != nil {
		return answer{} // it died on the way
	}
	var named struct {
		ID      string
		Request string `json:"request_id"`
	}
	_ = json.Unmarshal(a.body, &named)
	a.id, a.request = named.ID, named.Request
	return a
}

func (c *client) must(t *testing.T, want int, method, path string, body any) answer {
	t.Helper()
	a := c.ask(method, path, body)
	if a.status != want {
		t.Fatalf("%s %s answered %d, want %d: %s", method, path, a.status, want, a.body)
	}
	return a
}

var (
	people atomic.Int64
	link   = regexp.MustCompile(`token=(tfv_[0-9A-Za-z]+)`)
)

// signUp makes an account by the front door: sign-up, the link of the mail, sign-in.
func signUp(t *testing.T, p *process) *client {
	t.Helper()
	c := newClient(p.url)
	t.Cleanup(c.http.CloseIdleConnections)
	email := fmt.Sprintf("robin%d@example.com", people.Add(1))
	before := len(links(p))
	c.must(t, http.StatusAccepted, http.MethodPost, "/api/v1/auth/signup", map[string]string{"email": email, "password": password, "name": "Robin"})
	eventually(t, 15*time.Second, "the mail is there", func() bool { return len(links(p)) > before })
	found := links(p)
	c.must(t, http.StatusOK, http.MethodPost, "/api/v1/auth/verify", map[string]string{"token": found[len(found)-1]})
	a := c.must(t, http.StatusOK, http.MethodPost, "/api/v1/auth/login", map[string]string{"email": email, "password": password, "client": "token"})
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(a.body, &tokens); err != nil || tokens.AccessToken == "" {
		t.Fatalf("no access token in %s", a.body)
	}
	c.token = tokens.AccessToken
	return c
}

// links are the tokens of the mails, the oldest first.
func links(p *process) (tokens []string) {
	names, _ := filepath.Glob(filepath.Join(p.mails(), "*.eml"))
	for _, name := range names {
		text, err := os.ReadFile(name)
		if found := link.FindSubmatch(text); err == nil && found != nil {
			tokens = append(tokens, string(found[1]))
		}
	}
	return tokens
}

// place is a project to put tasks into.
type place struct{ workspace, project string }

func (c *client) settle(t *testing.T) place {
	t.Helper()
	workspace := c.must(t, http.StatusCreated, http.MethodPost, "/api/v1/workspaces", map[string]string{"name": "Research"}).id
	project := c.must(t, http.StatusCreated, http.MethodPost, "/api/v1/workspaces/"+workspace+"/projects", map[string]string{"name": "Board"}).id
	return place{workspace, project}
}

func (c *client) createWorkspace() answer {
	return c.ask(http.MethodPost, "/api/v1/workspaces", map[string]string{"name": "Another"})
}

func (c *client) createTask(p place) answer {
	return c.ask(http.MethodPost, "/api/v1/workspaces/"+p.workspace+"/tasks", map[string]string{"project_id": p.project, "title": "Write it down"})
}

func (c *client) readWorkspace(p place) answer {
	return c.ask(http.MethodGet, "/api/v1/workspaces/"+p.workspace, nil)
}
