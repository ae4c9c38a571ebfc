package rank

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"math/big"
	"strings"
)

// Rank is a place in an order: a base62 fraction that is compared byte by byte, so that PostgreSQL
// COLLATE "C", SQLite BINARY and Go agree. Moving one thing writes one rank and no neighbour. Ties (two clients who
// drop a card on the same spot) are legal and are broken by ORDER BY rank, id.
//
// A rank is an integer part and a fraction. The first letter says how many digits the integer part has
// (a = 1 … z = 26 from zero upwards, Z = 1 … A = 26 from minus one downwards), which is what keeps appending and
// prepending at O(log n) length. The fraction never ends in the digit 0: otherwise nothing would fit below it.
type Rank string

// MaxLength bounds every stored rank, in bytes.
const MaxLength = 64

var (
	// ErrExhausted says that no rank within MaxLength fits the gap (or that both ends are equal). The
	// store then spreads only a few neighbours with SpreadBetween and tries again.
	ErrExhausted = errors.New("rank: no rank fits between the neighbours")
	// ErrInvalid says that a rank is malformed or that the ends are in the wrong order.
	ErrInvalid = errors.New("rank: malformed, or the ends are in the wrong order")
)

const (
	rankDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	rankBase   = len(rankDigits)
	rankOrigin = "a0"
	// Nothing sorts below this one, so it is a bound and never a rank of its own.
	rankSmallest = "A00000000000000000000000000"
	// Candidates from which a jittered rank is drawn: 32 clients on one spot collide about once in 100 times.
	rankCandidates = 100_000
)

// Valid reports whether s is a rank that Between could have made. Ranks sent by clients must pass it.
func Valid(s string) bool {
	if len(s) < 2 || len(s) > MaxLength || s == rankSmallest {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(rankDigits, s[i]) < 0 {
			return false
		}
	}
	n := integerLength(s[0])
	return n != 0 && n <= len(s) && (len(s) == n || s[len(s)-1] != '0')
}

// integerLength is the length of the integer part, letter included; 0 for what is no such letter.
func integerLength(head byte) int {
	switch {
	case 'a' <= head && head <= 'z':
		return int(head-'a') + 2
	case 'A' <= head && head <= 'Z':
		return int('Z'-head) + 2
	}
	return 0
}

func splitRank(r Rank) (integer, fraction string) {
	n := integerLength(r[0])
	return string(r[:n]), string(r[n:])
}

// Between gives a short rank strictly between a and b; "" means an open end.
func Between(a, b Rank) (Rank, error) {
	g, err := newGap(a, b)
	if err != nil {
		return "", err
	}
	if g.bare {
		return Rank(g.integer), nil
	}
	return g.at(middleFraction(g.low, g.high))
}

// Source gives random numbers.
type Source interface{ Uint64() uint64 }

// Crowd is a Source for requests that don't know of each other.
type Crowd struct{}

// Uint64 returns 64 random bits.
func (Crowd) Uint64() uint64 {
	var bits [8]byte
	_, _ = rand.Read(bits[:]) // it never fails: the program ends instead
	return binary.LittleEndian.Uint64(bits[:])
}

// BetweenJittered is Between for spots where many insert at once: the rank is drawn from the middle half of the gap.
// It costs about three digits and never lets the gap shrink faster than 4 to 1.
func BetweenJittered(a, b Rank, rnd Source) (Rank, error) {
	g, err := newGap(a, b)
	if err != nil {
		return "", err
	}
	width, first, count, err := g.candidates(rankCandidates)
	if err != nil {
		return "", err
	}
	half := count/2 + 1
	first.Add(first, new(big.Int).SetUint64(count/4+rnd.Uint64()%half))
	return g.at(fractionOf(first, width))
}

// Spread gives n short, evenly spaced, ascending ranks for a new column, with room before, between and after them.
func Spread(n int) []Rank {
	if n <= 0 {
		return nil
	}
	head, room := byte('a'), rankBase
	for room < 4*(n+1) {
		head, room = head+1, room*rankBase
	}
	step, out := room/(n+1), make([]Rank, n)
	for i := range out {
		out[i] = integerRank(head, (i+1)*step)
	}
	return out
}

func integerRank(head byte, value int) Rank {
	digits := make([]byte, integerLength(head))
	for i := len(digits) - 1; i > 0; i-- {
		digits[i], value = rankDigits[value%rankBase], value/rankBase
	}
	digits[0] = head
	return Rank(digits)
}

// SpreadBetween gives n evenly spaced ascending ranks strictly between a and b: to move many tasks at once, and to
// give a few crowded neighbours room again.
func SpreadBetween(a, b Rank, n int) ([]Rank, error) {
	if n <= 0 {
		return nil, nil
	}
	g, err := newGap(a, b)
	if err != nil {
		return nil, err
	}
	width, first, count, err := g.candidates(4 * uint64(n))
	if err != nil {
		return nil, err
	}
	if count < uint64(n) {
		return nil, ErrExhausted
	}
	return g.even(width, first, count, n)
}
