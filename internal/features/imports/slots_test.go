package imports

import (
	"context"
	"testing"
	"testing/synctest"

	"taskflow/internal/platform/problem"
)

func TestPlacesAreBoundedAndGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New().slots
		ctx, end := context.WithCancel(t.Context())
		for range mostAtOnce {
			if err := s.take(ctx); err != nil {
				t.Fatal(err)
			}
		}
		refusal := problem.From(s.take(t.Context()))
		if refusal.Code != problem.CodeUnavailable || refusal.RetryAfter <= 0 {
			t.Fatalf("one too many got %v", refusal)
		}
		end()
		synctest.Wait()
		if err := s.take(t.Context()); err != nil {
			t.Fatalf("after the requests ended: %v", err)
		}
	})
}

func TestColorsOfLabels(t *testing.T) {
	t.Parallel()
	for foreign, want := range map[string]string{
		"": "gray", "nonsense": "gray", "#ff0000": "red", "#0000ff": "blue",
		// Trello's own.
		"#4bce97": "green", "#e2b203": "yellow", "#faa53d": "orange", "#f87462": "red", "#9f8fef": "purple",
		"#579dff": "blue", "#6cc3e0": "cyan", "#94c748": "lime", "#e774bb": "pink", "#8590a2": "gray",
	} {
		if got := labelColor(foreign); got != want {
			t.Errorf("%q is %s, want %s", foreign, got, want)
		}
	}
}
