// Command testreport turns the output of `go test -json` into what a person wants to know of a run: the whole
// output of what failed, one line per package, why tests were skipped, and the sums. It exits 1 on any failure
// and when nothing ran at all, so that a run that lost its tests is never taken for a good one.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// event is one line of `go test -json`; see `go doc test2json`. Build output carries ImportPath instead of Package.
type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

type report struct {
	out            io.Writer
	output         map[string][]string // by package and test, until its verdict is known
	skipped        map[string][]string // reason → tests
	blamed         map[string]bool     // packages with a failed test
	passed, failed int
}

func main() {
	started := time.Now()
	r := &report{out: os.Stdout, output: map[string][]string{}, skipped: map[string][]string{}, blamed: map[string]bool{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		r.read(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "testreport: reading the test output:", err)
		os.Exit(1)
	}
	if !r.close(time.Since(started)) {
		os.Exit(1)
	}
}

// read takes one line. What is no event is a message of the go command itself, and is shown as it is.
func (r *report) read(line []byte) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil {
		fmt.Fprintf(r.out, "%s\n", line)
		return
	}
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		r.output[key] = append(r.output[key], e.Output)
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "pass", "fail", "skip":
		r.verdict(e, key)
	}
}

func (r *report) verdict(e event, key string) {
	output := r.output[key]
	delete(r.output, key)
	if e.Test == "" {
		r.ofPackage(e, output)
		return
	}
	switch e.Action {
	case "pass":
		r.passed++
	case "skip":
		why := reason(output)
		r.skipped[why] = append(r.skipped[why], e.Package+"."+e.Test)
	case "fail":
		r.failed++
		r.blamed[e.Package] = true
		fmt.Fprintf(r.out, "--- FAIL %s.%s (%.2f s)\n%s", e.Package, e.Test, e.Elapsed, strings.Join(output, ""))
	}
}

// ofPackage shows a failed package whole: a panic, a race or an exit leaves its trace there or in a test without a verdict.
func (r *report) ofPackage(e event, output []string) {
	if e.Action != "fail" {
		if e.Action == "pass" {
			fmt.Fprintf(r.out, "ok   %s %.1f s\n", e.Package, e.Elapsed)
		}
		return
	}
	if !r.blamed[e.Package] {
		r.failed++ // it did not build, it panicked, or it left something behind
	}
	for key, lines := range r.output {
		if strings.HasPrefix(key, e.Package+" ") {
			fmt.Fprint(r.out, strings.Join(lines, ""))
			delete(r.output, key)
		}
	}
	fmt.Fprintf(r.out, "%sFAIL %s %.1f s\n", strings.Join(output, ""), e.Package, e.Elapsed)
}

// reason is the last thing a skipped test said, without the place in the source.
func reason(output []string) string {
	for _, line := range slices.Backward(output) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "--- SKIP") || strings.HasPrefix(line, "===") {
			continue
		}
		if _, said, found := strings.Cut(line, ": "); found {
			return said
		}
		return line
	}
	return "no reason given"
}

func (r *report) close(took time.Duration) bool {
	skipped := 0
	for why, tests := range r.skipped {
		skipped += len(tests)
		slices.Sort(tests)
		fmt.Fprintf(r.out, "skipped %d: %s (%s)\n", len(tests), why, strings.Join(tests[:min(3, len(tests))], ", "))
	}
	fmt.Fprintf(r.out, "all tests took %s\n", took.Round(time.Second))
	fmt.Fprintf(r.out, "%d passed, %d failed, %d skipped\n", r.passed, r.failed, skipped)
	return r.failed == 0 && r.passed > 0
}
