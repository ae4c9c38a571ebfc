package main

import (
	"math/bits"
	"time"
)

// histogram counts durations in microseconds, to 1/32 of their size.
type histogram struct{ Counts [32 * 32]uint32 }

func (h *histogram) note(d time.Duration) {
	h.Counts[min(bucket(uint64(max(d.Microseconds(), 0))), len(h.Counts)-1)]++
}

func bucket(us uint64) int {
	if us < 32 {
		return int(us)
	}
	shift := bits.Len64(us) - 6
	return (shift+1)*32 + int(us>>shift) - 32
}

// floor is the least duration of a bucket, in microseconds.
func floor(i int) int64 {
	if i < 64 {
		return int64(i)
	}
	return int64(i%32+32) << (i/32 - 1)
}

func (h *histogram) add(o *histogram) {
	for i, n := range o.Counts {
		h.Counts[i] += n
	}
}

// quantile returns microseconds.
func (h *histogram) quantile(q float64) int64 {
	total := uint64(0)
	for _, n := range h.Counts {
		total += uint64(n)
	}
	seen, wanted := uint64(0), uint64(q*float64(total))
	for i, n := range h.Counts {
		if seen += uint64(n); seen > wanted {
			return floor(i)
		}
	}
	return 0
}
