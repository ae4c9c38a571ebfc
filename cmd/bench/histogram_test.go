package main

import (
	"bufio"
	"strings"
	"testing"
	"time"
)

func TestBucketsCoverTheirDurations(t *testing.T) {
	t.Parallel()
	for us := uint64(0); us < 5_000_000; us = us*33/32 + 1 {
		low, high := floor(bucket(us)), floor(bucket(us)+1)
		if int64(us) < low || int64(us) >= high {
			t.Fatalf("%d µs lies in [%d, %d)", us, low, high)
		}
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	var h histogram
	for i := range 100 {
		h.note(time.Duration(i) * time.Millisecond)
	}
	if p := h.quantile(0.5); p < 48_000 || p > 50_000 {
		t.Fatalf("p50 = %d", p)
	}
	if p := h.quantile(0.99); p < 95_000 || p > 99_000 {
		t.Fatalf("p99 = %d", p)
	}
}

func TestReadResponseLeavesTheNextOne(t *testing.T) {
	t.Parallel()
	in := bufio.NewReader(strings.NewReader("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc" +
		"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" +
		"HTTP/1.1 204 No Content\r\n\r\n"))
	for _, want := range []int{200, 201, 204} {
		if got, err := readResponse(in); got != want || err != nil {
			t.Fatalf("got %d, %v; want %d", got, err, want)
		}
	}
}
