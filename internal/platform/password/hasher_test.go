package password_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"taskflow/internal/platform/password"
	"taskflow/internal/platform/problem"
)

// ASVS: 6.2.8 6.2.9
func TestHashAndVerify(t *testing.T) {
	t.Parallel()
	h := password.New(password.Options{Params: password.Cheap})
	long := strings.Repeat("x", password.MaxBytes)
	for name, c := range map[string]struct {
		set, tried string
		want       bool
	}{
		"same":             {"violet kettle march", "violet kettle march", true},
		"other":            {"violet kettle march", "violet kettle May", false},
		"never trimmed":    {" padded password ", "padded password", false},
		"never folded":     {"Violet Kettle", "violet kettle", false},
		"whole length":     {long, long, true},
		"last byte counts": {long, long[1:] + "y", false},
		"NFC":              {"caf\u00e9 au lait du matin", "cafe\u0301 au lait du matin", true},
		"not NFKC":         {"\ufb01ne words only here", "fine words only here", false},
		"NUL is a sign":    {"before\x00after", "before\x00other", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stored, err := h.Hash(t.Context(), c.set)
			if err != nil {
				t.Fatal(err)
			}
			ok, rehash, err := h.Verify(t.Context(), stored, c.tried)
			if err != nil || ok != c.want || rehash {
				t.Errorf("ok %v, rehash %v (%v), want ok %v", ok, rehash, err, c.want)
			}
		})
	}
}

func TestStandardCosts(t *testing.T) {
	t.Parallel()
	h := password.New(password.Options{})
	stored, err := h.Hash(t.Context(), "violet kettle march")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Fatalf("another format: %.40s (%v)", stored, err)
	}
	if again, _ := h.Hash(t.Context(), "violet kettle march"); again == stored {
		t.Error("two hashes of one password are equal: no salt")
	}
	old, err := password.New(password.Options{Params: password.Cheap}).Hash(t.Context(), "violet kettle march")
	if err != nil {
		t.Fatal(err)
	}
	if ok, rehash, err := h.Verify(t.Context(), old, "violet kettle march"); !ok || !rehash || err != nil {
		t.Errorf("a weaker hash: ok %v, rehash %v (%v)", ok, rehash, err)
	}
	if ok, rehash, err := h.Verify(t.Context(), old, "wrong"); ok || rehash || err != nil {
		t.Errorf("a wrong password asks for a new hash: ok %v, rehash %v (%v)", ok, rehash, err)
	}
}

func TestUnreadableStoredHashIsAnError(t *testing.T) {
	t.Parallel()
	h := password.New(password.Options{Params: password.Cheap})
	ok, _, err := h.Verify(t.Context(), "$argon2id$v=19$m=4194304,t=3,p=4$"+salt+"$"+key, "x")
	if ok || err == nil || problem.From(err).Code != problem.CodeInternal {
		t.Errorf("ok %v, %v", ok, err)
	}
}

func TestWhatCantBeAPassword(t *testing.T) {
	t.Parallel()
	h := password.New(password.Options{Params: password.Cheap})
	for name, bad := range map[string]string{"long": strings.Repeat("x", password.MaxBytes+1), "not UTF-8": "caf\xe9"} {
		_, err := h.Hash(t.Context(), bad)
		unknown := h.VerifyUnknown(t.Context(), bad)
		for _, err := range []error{err, unknown} {
			p := problem.From(err)
			if p.Code != problem.CodeInvalid || len(p.Fields) != 1 || p.Fields[0].Field != "password" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// One hash at once and two waiting: the fourth is refused at once, the waiting ones after their time.
func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := password.New(password.Options{Concurrent: 1, Waiting: 2, Wait: 10 * time.Second, Params: password.Cheap})
		if err := h.Occupy(t.Context()); err != nil {
			t.Fatal(err)
		}
		var waiting sync.WaitGroup
		for range 2 {
			waiting.Go(func() {
				start := time.Now()
				wantUnavailable(t, h.VerifyUnknown(t.Context(), "x"))
				if waited := time.Since(start); waited != 10*time.Second {
					t.Errorf("waited %v", waited)
				}
			})
		}
		synctest.Wait()
		wantUnavailable(t, h.VerifyUnknown(t.Context(), "x"))
		waiting.Wait()
		h.Leave()
		// Every place was given back: as many as before may wait again, and no more.
		if err := h.Occupy(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			waiting.Go(func() {
				if err := h.VerifyUnknown(t.Context(), "x"); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		wantUnavailable(t, h.VerifyUnknown(t.Context(), "x"))
		h.Leave()
		waiting.Wait()
	})
}

func wantUnavailable(t *testing.T, err error) {
	t.Helper()
	p := problem.From(err)
	if p.Code != problem.CodeUnavailable || p.RetryAfter <= 0 {
		t.Errorf("got %v (retry after %v), want 503", err, p.RetryAfter)
	}
}

func TestWaitingEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := password.New(password.Options{Concurrent: 1, Params: password.Cheap})
		if err := h.Occupy(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- h.VerifyUnknown(ctx, "x") }()
		synctest.Wait()
		start := time.Now()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) || time.Since(start) != 0 {
			t.Errorf("ended after %v with %v", time.Since(start), err)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	h := password.New(password.Options{})
	for b.Loop() {
		if _, err := h.Hash(b.Context(), "violet kettle march"); err != nil {
			b.Fatal(err)
		}
	}
}
