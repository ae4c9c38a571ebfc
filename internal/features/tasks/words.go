package tasks

import (
	"strings"
	"unicode"
)

// A search has at most this many words; shorter ones than shortestPrefix are
// only found whole.
const (
	mostWords      = 10
	shortestPrefix = 2
)

// wordsOf takes the words out of what somebody searches for, as both databases
// take them out of texts. What remains holds letters, digits and their marks
// only: nothing of a query language.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Co)
	})
	return words[:min(len(words), mostWords)]
}

// prefixed tells whether the last word may be the beginning of one.
func prefixed(word string) bool { return len([]rune(word)) >= shortestPrefix }

// matchFTS5 writes words for SQLite: each a string, so that none is an operator.
func matchFTS5(words []string) string {
	var b strings.Builder
	for i, w := range words {
		b.WriteString(`"` + w + `" `)
		if i == len(words)-1 && prefixed(w) {
			b.WriteString("*")
		}
	}
	return b.String()
}

// matchTSQuery writes words for PostgreSQL, as to_tsquery takes them.
func matchTSQuery(words []string) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = `'` + w + `'`
		if i == len(words)-1 && prefixed(w) {
			parts[i] += ":*"
		}
	}
	return strings.Join(parts, " & ")
}
