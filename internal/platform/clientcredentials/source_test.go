package clientcredentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const hidden = "tfc_example secret:%+"

// server is a token server that answers as it is told to.
type server struct {
	*httptest.Server
	asked  atomic.Int64
	answer func(w http.ResponseWriter, r *http.Request, n int64)
}

func serve(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, n int64)) *server {
	t.Helper()
	s := &server{answer: answer}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		s.answer(w, r, s.asked.Add(1))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) source(clk clock.Clock) *Source {
	roots := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	policy := egress.Policy{Private: []egress.Destination{{Network: netip.MustParsePrefix("127.0.0.1/32")}}, Roots: roots}
	return New(Config{
		TokenURL: s.URL + "/token", ClientID: "a client", Secret: secret.New(hidden), Scope: "read write", Resource: "https://api.example",
		HTTP: egress.New(policy, egress.Limits{Total: 500 * time.Millisecond, Body: 128 << 10}), Clock: clk,
	})
}

func granting(w http.ResponseWriter, _ *http.Request, n int64) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"bearer","expires_in":1000,"more":true}`, n)
}

func now() *clock.Fake { return clock.NewFake(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)) }

// TestWhatIsAsked: the client shows itself by Basic with both halves encoded, and the secret stands nowhere else.
func TestWhatIsAsked(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int64) {
		id, pass, _ := r.BasicAuth()
		if id != "a+client" || pass != "tfc_example+secret%3A%25%2B" {
			t.Errorf("shown as %q %q", id, pass)
		}
		if f := r.Form; f.Get("grant_type") != "client_credentials" || f.Get("scope") != "read write" || f.Get("resource") != "https://api.example" || len(f) != 3 {
			t.Errorf("asked with %v", f)
		}
		granting(w, r, n)
	})
	if text, err := s.source(now()).Token(t.Context()); text != "token-1" || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
}

// TestTwentyAskOnce: callers at once share one request.
func TestTwentyAskOnce(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int64) {
		<-gate
		granting(w, r, n)
	})
	source := s.source(now())
	var callers sync.WaitGroup
	for range 20 {
		callers.Go(func() {
			if text, err := source.Token(t.Context()); text != "token-1" || err != nil {
				t.Errorf("got %q, %v", text, err)
			}
		})
	}
	close(gate)
	callers.Wait()
	if n := s.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// TestATokenIsReplacedInTime: not before four fifths of its life, then beside the callers,
// who go on with the old one; and never used in the last twentieth.
func TestATokenIsReplacedInTime(t *testing.T) {
	t.Parallel()
	clk := now()
	again := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int64) {
		if n == 2 {
			<-again
		}
		granting(w, r, n)
	})
	source := s.source(clk)
	source.jitter = func(time.Duration) time.Duration { return 0 }
	want := func(text string) {
		t.Helper()
		if got, err := source.Token(t.Context()); got != text || err != nil {
			t.Fatalf("got %q, %v, want %q", got, err, text)
		}
	}
	want("token-1")
	clk.Advance(800*time.Second - time.Microsecond)
	want("token-1")
	if s.asked.Load() != 1 {
		t.Error("replaced too early")
	}
	clk.Advance(time.Microsecond)
	want("token-1") // and the next one is asked for
	clk.Advance(150*time.Second - time.Microsecond)
	want("token-1")
	clk.Advance(time.Microsecond)
	close(again)
	want("token-2")
	source.Reject("token-1")
	want("token-2")
	source.Reject("token-2")
	want("token-3")
}

// TestTheJitterStaysWithinItsTenth: whatever chance says.
func TestTheJitterStaysWithinItsTenth(t *testing.T) {
	t.Parallel()
	source := New(Config{})
	for range 1000 {
		if d := source.jitter(time.Second); d < 0 || d > time.Second {
			t.Fatalf("%s", d)
		}
	}
}

// TestHostileServers: none of what a token server may answer is taken for a token, waited for
// without end, or repeated; and it is asked once for it.
func TestHostileServers(t *testing.T) {
	t.Parallel()
	say := func(status int, media, body string) func(http.ResponseWriter, *http.Request, int64) {
		return func(w http.ResponseWriter, _ *http.Request, _ int64) {
			w.Header().Set("Content-Type", media)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	const json = "application/json"
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request, int64){
		"slow": func(_ http.ResponseWriter, r *http.Request, _ int64) { <-r.Context().Done() },
		"slow in its body": func(w http.ResponseWriter, r *http.Request, _ int64) {
			w.Header().Set("Content-Type", json)
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
		"huge":                  say(200, json, `{"access_token":"`+strings.Repeat("x", 100<<10)+`","token_type":"Bearer"}`),
		"huge beyond all":       say(200, json, strings.Repeat("x", 1<<20)),
		"no JSON":               say(200, json, "token"),
		"half of JSON":          say(200, json, `{"access_token":"x","token_type":"Bearer"`),
		"a member twice":        say(200, json, `{"access_token":"x","access_token":"y","token_type":"Bearer"}`),
		"a page":                say(200, "text/html", `{"access_token":"x","token_type":"Bearer"}`),
		"no token":              say(200, json, `{"token_type":"Bearer","expires_in":60}`),
		"a token with a line":   say(200, json, `{"access_token":"x\r\ny: z","token_type":"Bearer"}`),
		"a token of no letters": say(200, json, `{"access_token":"tökén","token_type":"Bearer"}`),
		"another type":          say(200, json, `{"access_token":"x","token_type":"DPoP"}`),
		"no life":               say(200, json, `{"access_token":"x","token_type":"Bearer","expires_in":0}`),
		"a life of words":       say(200, json, `{"access_token":"x","token_type":"Bearer","expires_in":"soon"}`),
		"a redirect": func(w http.ResponseWriter, r *http.Request, _ int64) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
		"401":                 say(401, json, `{"error":"invalid_client","error_description":"tfc_example"}`),
		"401 with its secret": say(401, json, `{"error":"`+hidden+`"}`),
		"500":                 say(500, "text/plain", hidden),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, answer)
			clk := now()
			source := s.source(clk)
			for range 5 {
				text, err := source.Token(t.Context())
				if err == nil || text != "" {
					t.Fatalf("took %q", text)
				}
				if strings.Contains(err.Error(), "tfc_example") || strings.Contains(err.Error(), "secret") {
					t.Errorf("the error tells %q", err)
				}
			}
			if n := s.asked.Load(); n != 1 {
				t.Errorf("asked %d times", n)
			}
		})
	}
}

// TestFailuresAreForgotten: what may pass sooner than what was refused; a good token goes on meanwhile.
func TestFailuresAreForgotten(t *testing.T) {
	t.Parallel()
	for status, remembered := range map[int]time.Duration{500: passing, 429: passing, 401: refused, 400: refused} {
		clk := now()
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int64) {
			if n == 1 {
				w.WriteHeader(status)
				return
			}
			granting(w, r, n)
		})
		source := s.source(clk)
		_, err := source.Token(t.Context())
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Status != status {
			t.Fatalf("%d: %v", status, err)
		}
		clk.Advance(remembered - time.Microsecond)
		if _, err := source.Token(t.Context()); err == nil {
			t.Errorf("%d was forgotten early", status)
		}
		clk.Advance(time.Microsecond)
		if text, err := source.Token(t.Context()); text != "token-2" || err != nil {
			t.Errorf("after %d: %q, %v", status, text, err)
		}
	}
}

// TestATokenWithoutALife: is used for a little less than a minute.
func TestATokenWithoutALife(t *testing.T) {
	t.Parallel()
	clk := now()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int64) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"Bearer"}`, n)
	})
	source := s.source(clk)
	for i, want := range []string{"token-1", "token-2"} {
		if text, err := source.Token(t.Context()); text != want || err != nil {
			t.Errorf("%d: got %q, %v", i, text, err)
		}
		clk.Advance(57 * time.Second)
	}
}

// TestWhoGoesAwayTakesNothingAlong: a caller's context ends its wait and not the request.
func TestWhoGoesAwayTakesNothingAlong(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int64) {
		<-gate
		granting(w, r, n)
	})
	source := s.source(now())
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := source.Token(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(gate)
	if text, err := source.Token(t.Context()); text != "token-1" || err != nil || s.asked.Load() != 1 {
		t.Errorf("got %q, %v after %d requests", text, err, s.asked.Load())
	}
}

// FuzzAnswer: whatever is taken from an answer can stand in a header, and lives a while.
func FuzzAnswer(f *testing.F) {
	f.Add(`{"access_token":"x","token_type":"Bearer","expires_in":1e300}`)
	f.Add(`{"access_token":"x\n","token_type":"bearer"}`)
	f.Fuzz(func(t *testing.T, body string) {
		got, err := read([]byte(body))
		if err == nil && (!isToken(got.text) || got.life < time.Second || got.life > most) {
			t.Fatalf("%q became %+v", body, got)
		}
		_ = codeOf([]byte(body))
	})
}
