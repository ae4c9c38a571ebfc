package problem_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/problem"
)

func TestThePrivateHalfStaysInside(t *testing.T) {
	t.Parallel()
	secret := errors.New("pq: password authentication failed for user root")
	for name, err := range map[string]error{
		"unknown":     secret,
		"wrapped":     fmt.Errorf("loading: %w", secret),
		"internal":    problem.Internal(secret),
		"unavailable": problem.Unavailable(secret, time.Second),
		"not found":   fmt.Errorf("getting: %w", problem.NotFound(secret)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			problem.Write(w, httptest.NewRequest(http.MethodGet, "/", nil), err)
			if strings.Contains(w.Body.String(), "password") {
				t.Fatalf("the cause leaked: %s", w.Body)
			}
			if !strings.Contains(problem.From(err).Error(), "password") {
				t.Fatal("the cause is lost to the log")
			}
		})
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		code   problem.Code
		retry  string
	}{
		{errors.New("anything"), 500, problem.CodeInternal, ""},
		{problem.NotFound(nil), 404, problem.CodeNotFound, ""},
		{problem.EditConflict(), 412, problem.CodeEditConflict, ""},
		{problem.TooManyRequests(1500 * time.Millisecond), 429, problem.CodeTooManyRequests, "2"},
		{problem.Unavailable(nil, time.Second), 503, problem.CodeUnavailable, "1"},
		{problem.InvalidField("body.title", "is required"), 422, problem.CodeInvalid, ""},
	} {
		w := httptest.NewRecorder()
		problem.Write(w, nil, c.err)
		var body problem.Body
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatal(err)
		}
		if w.Code != c.status || body.Type != problem.TypeBase+string(c.code) || w.Header().Get("Retry-After") != c.retry {
			t.Errorf("%v: got %d %s %q", c.err, w.Code, body.Type, w.Header().Get("Retry-After"))
		}
		if w.Header().Get("Content-Type") != problem.ContentType {
			t.Errorf("%v: content type %q", c.err, w.Header().Get("Content-Type"))
		}
	}
}

func TestIsMatchesByCode(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("moving: %w", problem.NotFound(errors.New("no row")))
	if !errors.Is(err, problem.NotFound(nil)) || errors.Is(err, problem.Forbidden(nil)) {
		t.Fatal("a problem is told by its code")
	}
}

func TestEveryStatusHasACode(t *testing.T) {
	t.Parallel()
	for status := 400; status < 600; status++ {
		if code := problem.ByStatus(status); code.Status() < 400 {
			t.Errorf("%d has no code", status)
		}
	}
}
