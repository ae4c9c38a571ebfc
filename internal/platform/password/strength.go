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

	spaceBits   = 1.0 // a separator between words
	followBits  = 1.0 // the next character of a sequence or of a row of keys
	repeatBits  = 2.0 // one more time what stood before
	knownBits   = 1.0 // a word known of the person
	variantBits = 1.0 // capitals and look-alikes
	startBits   = 4.0 // where a sequence begins
)

// guessBits estimates the cheapest way to compose a password of words, repetitions,
// sequences, dates, speakable syllables and single characters: the logarithm of the guesses
// that find it. It follows zxcvbn (Wheeler, USENIX Security 2016) and uses the word lists of
// its Go port; that port builds its tables at every start of the program, for longer than
// TaskFlow may take to start, so the search is our own.
func guessBits(password string, known []string) float64 {
	text := []rune(withoutLong(password, known))
	text = text[:min(len(text), judged)]
	words, free := personal(known), freeBits(text)
	best := make([]float64, len(text)+1)
	for end := 1; end <= len(text); end++ {
		best[end] = best[end-1] + single(text, end-1, free)
		for start := max(0, end-maxBlock); start < end-1; start++ {
			best[end] = min(best[end], best[start]+segment(text[start:end], words))
		}
		best[end] = min(best[end], repeated(text, end, best))
	}
	return best[len(text)]
}

// classes are the kinds of characters, and how many there are to try of each.
var classes = []struct {
	size int
	has  func(rune) bool
}{
	{26, func(r rune) bool { return 'a' <= r && r <= 'z' }},
	{26, func(r rune) bool { return 'A' <= r && r <= 'Z' }},
	{10, func(r rune) bool { return '0' <= r && r <= '9' }},
	{29, func(r rune) bool {
		return r < unicode.MaxASCII && !separates(r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}},
	{100, func(r rune) bool { return r > unicode.MaxASCII }},
}

// freeBits is the price of a character that nothing foretells: whoever tries has to try
// all kinds of characters that the password has, at every place.
func freeBits(text []rune) float64 {
	size := 1
	for _, class := range classes {
		for _, r := range text {
			if class.has(r) {
				size += class.size
				break
			}
		}
	}
	return math.Log2(float64(size))
}

func separates(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '.' }

func single(text []rune, at int, free float64) float64 {
	if at > 0 && separates(text[at]) {
		return spaceBits
	}
	return free
}

// segment is the price of a part as one word, one sequence, one number or one utterance.
func segment(part []rune, words map[string]bool) float64 {
	bits := min(number(part), interleaved(part), syllables(part))
	if len(part) <= maxWord {
		bits = min(bits, word(part, words))
	}
	if len(part) >= 3 && follows(part) {
		bits = min(bits, startBits+followBits*math.Log2(float64(len(part))))
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
		if rank, common := lists().rank[form]; common {
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
