package token_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"taskflow/internal/platform/token"
)

func sealer(tb testing.TB, fill byte) *token.Sealer {
	tb.Helper()
	s, err := token.NewSealer(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestSealRoundTrip(t *testing.T) {
	t.Parallel()
	s := sealer(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		payload := rapid.SliceOfN(rapid.Byte(), 0, token.MaxPayload).Draw(t, "payload")
		text, err := s.Seal("tasks.list", payload)
		if err != nil || len(text) > token.MaxSealed {
			t.Fatalf("%d bytes (%v)", len(text), err)
		}
		got, err := s.Open("tasks.list", text)
		if err != nil || !bytes.Equal(got, payload) {
			t.Fatalf("came back as another: %v", err)
		}
	})
}

func TestSealIsForOnePurposeAndKey(t *testing.T) {
	t.Parallel()
	s := sealer(t, 1)
	text, err := s.Seal("tasks.list", []byte("place"))
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := s.Seal("tasks.list", []byte("place")); again == text {
		t.Error("the same payload gives the same text")
	}
	for name, open := range map[string]func() ([]byte, error){
		"other purpose": func() ([]byte, error) { return s.Open("projects.list", text) },
		"other key":     func() ([]byte, error) { return sealer(t, 2).Open("tasks.list", text) },
		"empty":         func() ([]byte, error) { return s.Open("tasks.list", "") },
		"line break":    func() ([]byte, error) { return s.Open("tasks.list", text+"\n") },
		"padding":       func() ([]byte, error) { return s.Open("tasks.list", text+"=") },
		"too long":      func() ([]byte, error) { return s.Open("tasks.list", string(make([]byte, token.MaxSealed+1))) },
	} {
		if got, err := open(); !errors.Is(err, token.ErrUnsealed) || got != nil {
			t.Errorf("%s: opened (%v)", name, err)
		}
	}
}

func TestSealRefusesEveryChange(t *testing.T) {
	t.Parallel()
	s := sealer(t, 1)
	text, err := s.Seal("p", []byte("place of the next page"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		for _, sign := range []byte("Ab0-_") {
			if text[i] == sign {
				continue
			}
			changed := []byte(text)
			changed[i] = sign
			if _, err := s.Open("p", string(changed)); err == nil {
				t.Errorf("position %d: a forged seal opens", i)
			}
		}
	}
}

func TestSealBounds(t *testing.T) {
	t.Parallel()
	if _, err := token.NewSealer(make([]byte, 31)); err == nil {
		t.Error("a short key is accepted")
	}
	if _, err := sealer(t, 1).Seal("p", make([]byte, token.MaxPayload+1)); err == nil {
		t.Error("a payload over the bound is sealed")
	}
}

func TestPurposesOfOneKindShareACipherAndNothingElse(t *testing.T) {
	t.Parallel()
	s := sealer(t, 1)
	for i := range 1000 {
		purpose := fmt.Sprint("cursor:", i)
		text, err := s.Seal(purpose, []byte("place"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Open(purpose+"0", text); !errors.Is(err, token.ErrUnsealed) {
			t.Fatal("opened for another purpose of the kind")
		}
	}
	if n := s.Ciphers(); n != 1 {
		t.Errorf("%d ciphers are kept for one kind of purpose", n)
	}
}

func TestSealOfLargePayloads(t *testing.T) {
	t.Parallel()
	small, large := sealer(t, 1), sealer(t, 1).ForPayloads(64<<10)
	text, err := large.Seal("job:1", make([]byte, 64<<10))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := large.Open("job:1", text); err != nil || len(got) != 64<<10 {
		t.Errorf("%d bytes came back: %v", len(got), err)
	}
	if _, err := small.Open("job:1", text); !errors.Is(err, token.ErrUnsealed) {
		t.Error("a text over the bound is looked at")
	}
	if _, err := large.Seal("job:1", make([]byte, 64<<10+1)); err == nil {
		t.Error("a payload over the bound is sealed")
	}
}

func FuzzOpen(f *testing.F) {
	// Each fuzzing process has its own key: a seed that another one sealed is a forgery here.
	key, _ := token.New(token.Session)
	s, err := token.NewSealer([]byte(key.Reveal()))
	if err != nil {
		f.Fatal(err)
	}
	text, err := s.Seal("p", []byte("payload"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("")
	f.Fuzz(func(t *testing.T, forged string) {
		// Without the key, nothing but the sealed text itself may open.
		if _, err := s.Open("p", forged); err == nil && forged != text {
			t.Errorf("a forged seal opens: %q", forged)
		}
	})
}

func BenchmarkToken(b *testing.B) {
	plain, _ := token.New(token.Session)
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			_, _ = token.Parse(token.Session, plain.Reveal())
		}
	})
	b.Run("open", func(b *testing.B) {
		s := sealer(b, 1)
		text, _ := s.Seal("p", make([]byte, 64))
		for b.Loop() {
			_, _ = s.Open("p", text)
		}
	})
}
