package rank

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func mustBetween(t interface{ Fatalf(string, ...any) }, a, b Rank) Rank {
	r, err := Between(a, b)
	if err != nil {
		t.Fatalf("Between(%q, %q): %v", a, b, err)
	}
	requireInside(t, a, r, b)
	return r
}

func requireInside(t interface{ Fatalf(string, ...any) }, a, r, b Rank) {
	if !Valid(string(r)) || (a != "" && r <= a) || (b != "" && r >= b) {
		t.Fatalf("%q is not a valid rank strictly between %q and %q", r, a, b)
	}
}

func TestValid(t *testing.T) {
	t.Parallel()
	smallest := rankSmallest
	for s, want := range map[string]bool{
		"a0": true, "a1V": true, "Zz": true, "b00": true, smallest + "1": true, "a0" + strings.Repeat("0", 61) + "1": true,
		"": false, "a": false, "0a": false, "a10": false, "b0": false, smallest: false, "a0\x00": false, "a0é": false, "a0 ": false,
		"a0" + strings.Repeat("1", 63): false, "a-": false, smallest + "0": false,
	} {
		if got := Valid(s); got != want {
			t.Errorf("Valid(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestBetween(t *testing.T) {
	t.Parallel()
	largest := "z" + strings.Repeat("z", 26)
	tests := []struct {
		a, b, want Rank
		err        error
	}{
		{"", "", "a0", nil},
		{"a0", "", "a1", nil},
		{"az", "", "b00", nil},
		{"", "a0", "Zz", nil},
		{"", "Z0", "Yzz", nil},
		{"Zz", "a0", "ZzV", nil},
		{"a0", "a1", "a0V", nil},
		{"a0", "a0V", "a0F", nil},
		{"a0", "a001", "a000V", nil},
		{"a0", "a2", "a1", nil},
		{"a001", "a015", "a00V", nil},
		{"", "A00000000000000000000000001", rankSmallest + "V", nil},
		{"a0V", "a1", "a0k", nil},
		{Rank(largest), "", Rank(largest + "V"), nil},
		{"", rankSmallest + "1", rankSmallest + "0V", nil},
		{"a1", "a0", "", ErrInvalid},
		{"a1", "a1", "", ErrExhausted},
		{"a10", "", "", ErrInvalid},
		{"", "b", "", ErrInvalid},
		{"a0", Rank("a0" + strings.Repeat("0", 61) + "1"), "", ErrExhausted},
	}
	for _, tt := range tests {
		got, err := Between(tt.a, tt.b)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("Between(%q, %q) = %q, %v; want %q, %v", tt.a, tt.b, got, err, tt.want, tt.err)
		}
	}
}

// An open end never runs out and stays short, whichever way it is used.
func TestTenThousandAppendsAndPrepends(t *testing.T) {
	t.Parallel()
	rnd := rand.NewPCG(1, 2)
	for name, next := range map[string]func(a, b Rank) (Rank, error){
		"plain":    Between,
		"jittered": func(a, b Rank) (Rank, error) { return BetweenJittered(a, b, rnd) },
	} {
		first, last, longest := Rank(""), Rank(""), 0
		for range 10_000 {
			up, err := next(last, "")
			if err != nil {
				t.Fatal(err)
			}
			requireInside(t, last, up, "")
			down, err := next("", first)
			if err != nil {
				t.Fatal(err)
			}
			requireInside(t, "", down, first)
			first, last, longest = down, up, max(longest, len(up), len(down))
		}
		if longest > 8 {
			t.Errorf("%s: longest rank after 10,000 appends and prepends is %d bytes, want at most 8", name, longest)
		}
	}
}

// The worst case is a gap that every insert narrows from the same side. The figures are the documented promise;
// after that many inserts the store spreads a few neighbours.
func TestSameGapInsertsUntilExhausted(t *testing.T) {
	t.Parallel()
	rnd := rand.NewPCG(3, 4)
	for name, tt := range map[string]struct {
		next func(a, b Rank) (Rank, error)
		want int
	}{
		"plain":    {Between, 300},
		"jittered": {func(a, b Rank) (Rank, error) { return BetweenJittered(a, b, rnd) }, 150},
	} {
		for _, side := range []string{"after the first", "before the last"} {
			a, b, n := Rank("a0"), Rank("a1"), 0
			for ; n < 10_000; n++ {
				r, err := tt.next(a, b)
				if errors.Is(err, ErrExhausted) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				requireInside(t, a, r, b)
				if side == "after the first" {
					b = r
				} else {
					a = r
				}
			}
			t.Logf("%s, %s: %d inserts into one gap", name, side, n)
			if n < tt.want || n == 10_000 {
				t.Errorf("%s, %s: %d inserts, want at least %d and an end", name, side, n, tt.want)
			}
		}
	}
}

// 32 clients who drop a card on the same spot at once compute from the same two neighbours.
func TestJitterRarelyCollides(t *testing.T) {
	t.Parallel()
	rnd, rounds, collided := rand.NewPCG(5, 6), 500, 0
	gaps := [][2]Rank{{"", ""}, {"a5", ""}, {"", "a5"}, {"a5", "a6"}, {"a5V", "a5W"}, {"a0", "c000"}}
	for i := range rounds {
		gap, seen := gaps[i%len(gaps)], map[Rank]bool{}
		for range 32 {
			r, err := BetweenJittered(gap[0], gap[1], rnd)
			if err != nil {
				t.Fatal(err)
			}
			requireInside(t, gap[0], r, gap[1])
			seen[r] = true
		}
		if len(seen) < 32 {
			collided++
		}
	}
	t.Logf("%d of %d rounds of 32 clients had a tie", collided, rounds)
	if collided > rounds/20 {
		t.Errorf("%d of %d rounds had a tie, want at most 5%%", collided, rounds)
	}
}

func TestSpread(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 14, 15, 60, 1000, 50_000} {
		ranks, longest := Spread(n), 0
		if len(ranks) != n {
			t.Fatalf("Spread(%d) gave %d ranks", n, len(ranks))
		}
		previous := Rank("")
		for _, r := range ranks {
			requireInside(t, previous, r, "")
			// Room between any two, without a fraction.
			if short := mustBetween(t, previous, r); len(short) > len(r) && previous != "" {
				t.Fatalf("Spread(%d): only %q fits between %q and %q", n, short, previous, r)
			}
			previous, longest = r, max(longest, len(r))
		}
		if longest > 5 {
			t.Errorf("Spread(%d): longest rank has %d bytes", n, longest)
		}
	}
}

// rank draws what a client could send: valid ranks of every shape, not only those that Between likes to make.
func drawRank(t *rapid.T, label string) Rank {
	for {
		head := rapid.SampledFrom([]string{"a", "b", "c", "Z", "Y", "A", "z"}).Draw(t, label+" head")
		n := integerLength(head[0]) - 1
		tail := rapid.StringOfN(rapid.SampledFrom([]rune("01Vyz")), n, MaxLength-1, -1).Draw(t, label)
		if r := Rank(head + tail); Valid(string(r)) {
			return r
		}
	}
}

func TestBetweenIsStrictlyBetween(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRank(t, "a"), drawRank(t, "b")
		if a > b {
			a, b = b, a
		}
		rnd := rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)
		for _, ends := range [][2]Rank{{a, b}, {"", a}, {b, ""}} {
			if r, err := Between(ends[0], ends[1]); err == nil {
				requireInside(t, ends[0], r, ends[1])
			} else if !errors.Is(err, ErrExhausted) {
				t.Fatalf("Between(%q, %q): %v", ends[0], ends[1], err)
			}
			if r, err := BetweenJittered(ends[0], ends[1], rnd); err == nil {
				requireInside(t, ends[0], r, ends[1])
			} else if !errors.Is(err, ErrExhausted) {
				t.Fatalf("BetweenJittered(%q, %q): %v", ends[0], ends[1], err)
			}
		}
	})
}

func TestSpreadBetweenKeepsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRank(t, "a"), drawRank(t, "b")
		if a > b {
			a, b = b, a
		}
		n := rapid.IntRange(0, 200).Draw(t, "n")
		for _, ends := range [][2]Rank{{a, b}, {"", a}, {b, ""}, {"", ""}} {
			ranks, err := SpreadBetween(ends[0], ends[1], n)
			if errors.Is(err, ErrExhausted) {
				continue
			}
			if err != nil || len(ranks) != n {
				t.Fatalf("SpreadBetween(%q, %q, %d) = %d ranks, %v", ends[0], ends[1], n, len(ranks), err)
			}
			previous := ends[0]
			for _, r := range ranks {
				requireInside(t, previous, r, ends[1])
				previous = r
			}
		}
	})
}

// Any sequence of inserts and removals leaves the ranks in the order of a plain slice; an exhausted gap is mended by
// spreading at most eight neighbours on either side.
func TestOrderMatchesSliceModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rnd := rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)
		ranks := Spread(rapid.IntRange(0, 20).Draw(t, "start"))
		at := func(i int) Rank {
			if i < 0 || i >= len(ranks) {
				return ""
			}
			return ranks[i]
		}
		for _, op := range rapid.SliceOfN(rapid.IntRange(0, 1<<16), 1, 200).Draw(t, "operations") {
			i := op % (len(ranks) + 1)
			if op%7 == 0 && i < len(ranks) {
				ranks = slices.Delete(ranks, i, i+1)
				continue
			}
			next := func() (Rank, error) { return Between(at(i-1), at(i)) }
			if op%2 == 0 {
				next = func() (Rank, error) { return BetweenJittered(at(i-1), at(i), rnd) }
			}
			r, err := next()
			if err != nil {
				t.Fatalf("inserting at %d: %v", i, err)
			}
			ranks = slices.Insert(ranks, i, r)
			if !slices.IsSorted(ranks) || len(slices.Compact(slices.Clone(ranks))) != len(ranks) {
				t.Fatalf("out of order after inserting %q at %d", r, i)
			}
		}
	})
}

// The mend that the store does: an exhausted gap, its few neighbours spread, and the next insert fits.
func TestSpreadingAFewNeighboursMendsAnExhaustedGap(t *testing.T) {
	t.Parallel()
	ranks := []Rank{"a0", "a1"}
	for {
		r, err := Between(ranks[0], ranks[1])
		if errors.Is(err, ErrExhausted) {
			break
		}
		ranks = slices.Insert(ranks, 1, r)
	}
	const crowd = 16
	mended, err := SpreadBetween("", ranks[crowd], crowd)
	if err != nil {
		t.Fatal(err)
	}
	copy(ranks, mended)
	if !slices.IsSorted(ranks) {
		t.Fatal("spreading the neighbours changed the order")
	}
	mustBetween(t, ranks[0], ranks[1])
}

func FuzzRank(f *testing.F) {
	for _, s := range []string{"", "a0", "Zz", "b00", "a0V", "a00", rankSmallest, "a0\x00", "zzz", "a0é", strings.Repeat("z", 64)} {
		f.Add(s, "a1", uint64(7))
	}
	f.Fuzz(func(t *testing.T, a, b string, seed uint64) {
		rnd := rand.NewPCG(seed, 0)
		ends := (a == "" || Valid(a)) && (b == "" || Valid(b))
		for _, next := range []func() (Rank, error){
			func() (Rank, error) { return Between(Rank(a), Rank(b)) },
			func() (Rank, error) { return BetweenJittered(Rank(a), Rank(b), rnd) },
		} {
			r, err := next()
			if err == nil && !ends {
				t.Fatalf("%q and %q are not ranks, yet %q was put between them", a, b, r)
			}
			if err == nil {
				requireInside(t, Rank(a), r, Rank(b))
			} else if !errors.Is(err, ErrExhausted) && !errors.Is(err, ErrInvalid) {
				t.Fatalf("unexpected error %v", err)
			}
		}
	})
}

func BenchmarkBetween(b *testing.B) {
	for b.Loop() {
		_, _ = Between("a0V3", "a0V4")
	}
}

func BenchmarkBetweenJittered(b *testing.B) {
	rnd := rand.NewPCG(1, 1)
	for b.Loop() {
		_, _ = BetweenJittered("c0V3", "", rnd)
	}
}
