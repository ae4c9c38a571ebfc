package tasks_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/testworld"
)

// PostgreSQL finds rare words and common ones in different ways (search.go);
// every way finds all that there is, page by page, from the newest on.
func TestSearchFindsRareAndCommonWords(t *testing.T) {
	t.Parallel()
	const many = 2400
	holds := map[string]func(i int) bool{
		"everyone": func(int) bool { return true },
		"third":    func(i int) bool { return i%3 == 0 },
		"thirtyth": func(i int) bool { return i%30 == 0 },
		"seldom":   func(i int) bool { return i%700 == 0 },
		"oldest":   func(i int) bool { return i < 5 },
		"newest":   func(i int) bool { return i >= many-2 },
		"past":     func(i int) bool { return i >= many-101 && i < many-99 },
		"once":     func(i int) bool { return i == many/2 },
		"never":    func(int) bool { return false },
	}
	title := func(i int) string {
		words := []string{fmt.Sprint("number ", i)}
		for _, word := range slices.Sorted(maps.Keys(holds)) {
			if holds[word](i) {
				words = append(words, word)
			}
		}
		return strings.Join(words, " ")
	}
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := newBoard(t, w, w.Acme, false)
		b.fill(t, w, many, title)
		for word, in := range holds {
			var want []string
			for i := many - 1; i >= 0; i-- {
				if in(i) {
					want = append(want, title(i))
				}
			}
			if got := all(t, w.Member, w.Path("/tasks?limit=100&text=%s", word)); !slices.Equal(got, want) {
				t.Errorf("%s finds %d tasks, want %d from the newest on", word, len(got), len(want))
			}
		}
	})
}
