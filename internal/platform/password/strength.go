package password

import (
	"math"
	"strings"
	"unicode"
)

const (
	judged   = 128 // characters looked at; more can only make a password stronger
	maxWord  = 24
	maxBlock = 32

	freeBits    = 5.0 // a character that nothing foretells
	spaceBits   = 1.0 // a separator between words
	followBits  = 1.0 // the next character of a sequence or of a row of keys
	repeatBits  = 2.0 // one more time what stood before
	knownBits   = 1.0 // a word known of the person
	variantBits = 1.0 // capitals and look-alikes
	startBits   = 4.0 // where a sequence begins
)

// guessBits estimates the cheapest way to compose a password of words, repetitions,
// sequences and single characters: the logarithm of the guesses that find it. It follows
// zxcvbn (Wheeler, USENIX Security 2016) and uses the word lists of its Go port; that
// port builds its tables at every start of the program, for longer than TaskFlow may
// take to start, so the search is our own.
func guessBits(password string, known []string) float64 {
	text := []rune(password)
	text = text[:min(len(text), judged)]
	words := personal(known)
	best := make([]float64, len(text)+1)
	for end := 1; end <= len(text); end++ {
		best[end] = best[end-1] + single(text, end-1)
		for start := max(0, end-maxBlock); start < end-1; start++ {
			best[end] = min(best[end], best[start]+segment(text, start, end, words))
		}
		best[end] = min(best[end], repeated(text, end, best))
	}
	return best[len(text)]
}

func single(text []rune, at int) float64 {
	if !unicode.IsLetter(text[at]) && !unicode.IsDigit(text[at]) && at > 0 {
		if text[at] == ' ' || text[at] == '-' || text[at] == '_' || text[at] == '.' {
			return spaceBits
		}
	}
	return freeBits
}

// segment is the price of text[start:end] as one word or one sequence.
func segment(text []rune, start, end int, words map[string]bool) float64 {
	bits := math.Inf(1)
	if end-start <= maxWord {
		bits = word(text[start:end], words)
	}
	if end-start >= 3 && follows(text[start:end]) {
		bits = min(bits, startBits+followBits*math.Log2(float64(end-start)))
	}
	return bits
}

func word(part []rune, words map[string]bool) float64 {
	best := math.Inf(1)
	plain := strings.ToLower(string(part))
	for i, form := range append([]string{plain}, unmasked(plain)...) {
		cost := 0.0
		if i > 0 {
			cost += variantBits
		}
		if string(part) != plain {
			cost += variantBits
		}
		if words[form] {
			best = min(best, cost+knownBits)
		}
		if rank, common := commonWords()[form]; common {
			best = min(best, cost+float64(rank))
		}
	}
	return best
}

// repeated is the price of text[:end] when its last block stood right before already, at any length.
func repeated(text []rune, end int, best []float64) float64 {
	bits := math.Inf(1)
	for size := 1; size <= maxBlock && 2*size <= end; size++ {
		if strings.EqualFold(string(text[end-size:end]), string(text[end-2*size:end-size])) {
			bits = min(bits, best[end-size]+repeatBits/float64(size))
		}
	}
	return bits
}

// rows are what fingers and counting run along, in both directions.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
	"qwertzuiop", "azertyuiop", "qsdfghjklm", "wxcvbn", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm",
	"!@#$%^&*()", "zaq1", "xsw2", "cde3", "vfr4", "bgt5", "nhy6", "mju7", "147258369", "qazwsxedcrfvtgb", "1q2w3e4r5t6y7u8i9o0p",
}

func follows(part []rune) bool {
	text := strings.ToLower(string(part))
	back := backwards(text)
	for _, row := range rows {
		if strings.Contains(row, text) || strings.Contains(row, back) {
			return true
		}
	}
	return false
}

func backwards(text string) string {
	turned := []rune(text)
	for i, j := 0, len(turned)-1; i < j; i, j = i+1, j-1 {
		turned[i], turned[j] = turned[j], turned[i]
	}
	return string(turned)
}
