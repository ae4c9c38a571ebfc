package rank

import (
	"math/big"
	"strings"
)

// gap is where a new rank may go: the fractions strictly between low and high under one integer part.
// An empty low is zero, an empty high is one.
type gap struct {
	integer   string
	low, high string
	// The integer part alone lies strictly between the ends too; it is the shortest answer.
	bare bool
}

func newGap(a, b Rank) (gap, error) {
	if (a != "" && !Valid(string(a))) || (b != "" && !Valid(string(b))) {
		return gap{}, ErrInvalid
	}
	if a != "" && a == b {
		return gap{}, ErrExhausted
	}
	if a != "" && b != "" && a > b {
		return gap{}, ErrInvalid
	}
	switch {
	case a != "":
		return gapAfter(a, b), nil
	case b != "":
		return gapBefore(b), nil
	}
	return gap{integer: rankOrigin, bare: true}, nil
}

// gapAfter prefers the next integer, because appending must not lengthen the fraction.
func gapAfter(a, b Rank) gap {
	integer, low := splitRank(a)
	if next := increment(integer); next != "" && (b == "" || Rank(next) < b) {
		return gap{integer: next, high: fractionUnder(next, b), bare: true}
	}
	return gap{integer: integer, low: low, high: fractionUnder(integer, b)}
}

func gapBefore(b Rank) gap {
	integer, high := splitRank(b)
	if previous := decrement(integer); previous != "" {
		return gap{integer: previous, bare: previous != rankSmallest}
	}
	return gap{integer: integer, high: high}
}

func fractionUnder(integer string, b Rank) string {
	if b == "" || !strings.HasPrefix(string(b), integer) {
		return ""
	}
	return string(b)[len(integer):]
}

func (g gap) at(fraction string) (Rank, error) {
	if fraction == "" || len(g.integer)+len(fraction) > MaxLength {
		return "", ErrExhausted
	}
	return Rank(g.integer + fraction), nil
}

// candidates finds the fewest digits at which the gap holds at least want fractions, or all it has within
// MaxLength: their width in digits, the first one and how many there are.
func (g gap) candidates(want uint64) (width int, first *big.Int, count uint64, err error) {
	room := MaxLength - len(g.integer)
	for width = 1; width <= room; width++ {
		low, high := scaled(g.low, width, false), scaled(g.high, width, true)
		between := new(big.Int).Sub(high, low)
		if between.Sub(between, big.NewInt(1)); between.Sign() <= 0 {
			continue
		}
		if count = between.Uint64(); !between.IsUint64() || count >= want || width == room {
			return width, low.Add(low, big.NewInt(1)), count, nil
		}
	}
	return 0, nil, 0, ErrExhausted
}

func (g gap) even(width int, first *big.Int, count uint64, n int) ([]Rank, error) {
	out, stride := make([]Rank, n), count/uint64(n)                          //nolint:gosec // n is a positive count
	first.Add(first, new(big.Int).SetUint64((count-stride*uint64(n-1)-1)/2)) //nolint:gosec // n is a positive count
	step := new(big.Int).SetUint64(stride)
	for i := range out {
		rank, err := g.at(fractionOf(first, width))
		if err != nil {
			return nil, err
		}
		out[i] = rank
		first.Add(first, step)
	}
	return out, nil
}

// scaled is fraction × 62^width, rounded down. The integers strictly between two scaled ends are fractions strictly
// between the ends: one more than a rounded low end is above it, and a high end only comes down.
func scaled(fraction string, width int, high bool) *big.Int {
	value := new(big.Int)
	if high && fraction == "" {
		return value.Exp(big.NewInt(int64(rankBase)), big.NewInt(int64(width)), nil)
	}
	base := big.NewInt(int64(rankBase))
	for i := range width {
		value.Mul(value, base)
		if i < len(fraction) {
			value.Add(value, big.NewInt(int64(digit(fraction[i]))))
		}
	}
	return value
}

func fractionOf(value *big.Int, width int) string {
	digits, rest, mod := make([]byte, width), new(big.Int).Set(value), new(big.Int)
	base := big.NewInt(int64(rankBase))
	for i := width - 1; i >= 0; i-- {
		rest.DivMod(rest, base, mod)
		digits[i] = rankDigits[mod.Int64()]
	}
	return strings.TrimRight(string(digits), "0")
}

func digit(b byte) int { return strings.IndexByte(rankDigits, b) }

// middleFraction is the shortest fraction near the middle of low and high; "" when none within MaxLength is.
func middleFraction(low, high string) string {
	var out strings.Builder
	open := high == ""
	for i := range MaxLength {
		l, h := 0, rankBase
		if i < len(low) {
			l = digit(low[i])
		}
		if !open && i < len(high) {
			h = digit(high[i])
		}
		if h-l > 1 {
			out.WriteByte(rankDigits[(l+h)/2])
			return out.String()
		}
		out.WriteByte(rankDigits[l])
		// One apart: every continuation of low's digit is below high, and high no longer bounds us.
		open = open || h != l
	}
	return ""
}

// increment and decrement step the integer part; "" at the end of the range.
func increment(integer string) string {
	digits := []byte(integer)
	for i := len(digits) - 1; i > 0; i-- {
		if d := digit(digits[i]); d+1 < rankBase {
			digits[i] = rankDigits[d+1]
			return string(digits)
		}
		digits[i] = '0'
	}
	switch head := digits[0]; head {
	case 'z':
		return ""
	case 'Z':
		return rankOrigin
	default:
		return string(head+1) + strings.Repeat("0", integerLength(head+1)-1)
	}
}

func decrement(integer string) string {
	digits := []byte(integer)
	for i := len(digits) - 1; i > 0; i-- {
		if d := digit(digits[i]); d > 0 {
			digits[i] = rankDigits[d-1]
			return string(digits)
		}
		digits[i] = 'z'
	}
	switch head := digits[0]; head {
	case 'A':
		return ""
	case 'a':
		return "Zz"
	default:
		return string(head-1) + strings.Repeat("z", integerLength(head-1)-1)
	}
}
