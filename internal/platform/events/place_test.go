package events_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
)

func marks(tb testing.TB) events.Marks {
	tb.Helper()
	sealer, err := token.NewSealer(bytes.Repeat([]byte{3}, 32))
	if err != nil {
		tb.Fatal(err)
	}
	return events.NewMarks(sealer)
}

func TestMarkComesBackInItsWorkspaceOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t, db.SQLite)
	if err := w.append(t.Context(), "e", noon); err != nil {
		t.Fatal(err)
	}
	want := w.head(t)
	m := marks(t)
	text, err := m.Write(w.workspace, want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Read(w.workspace, text)
	if err != nil || got != want {
		t.Fatalf("read back %v, %v", got, err)
	}
	if _, err := m.Read(id.New[id.Workspace](), text); !errors.Is(err, events.ErrNotOurs) {
		t.Errorf("another workspace takes it: %v", err)
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	p := events.Place{}.AsOf(noon)
	if p.Gone(noon.Add(events.Kept - 2*time.Hour)) {
		t.Error("gone while everything after it is kept")
	}
	if !p.Gone(noon.Add(events.Kept)) {
		t.Error("not gone although what came after it is forgotten")
	}
}

func FuzzMark(f *testing.F) {
	workspace := id.New[id.Workspace]()
	m := marks(f)
	ours, err := m.Write(workspace, events.Place{}.AsOf(noon))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(ours)
	f.Add("")
	f.Add("7")
	f.Add(ours[:len(ours)-1])
	f.Fuzz(func(t *testing.T, text string) {
		p, err := m.Read(workspace, text)
		if err != nil && (!errors.Is(err, events.ErrNotOurs) || p != events.Place{}) {
			t.Errorf("%q gives %v, %v", text, p, err)
		}
		if err == nil && text != ours {
			// The fuzzing workers have marks of their own workspace; a forged one never opens.
			t.Errorf("%q is taken for a mark", text)
		}
	})
}

// lossless is a carrier between relays of one process.
type lossless struct{ texts chan string }

func (c lossless) Send(ctx context.Context, text string) error {
	select {
	case c.texts <- text:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c lossless) Receive(ctx context.Context, take func(string)) error {
	for {
		select {
		case text := <-c.texts:
			take(text)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
