package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// connections is how many keep-alive connections the client has.
const connections = 32

// rounds is how often the two sides are measured in turns.
const rounds = 5

// workload is the requests of a case; round lets changes differ from the ones before.
type workload func(w *world, round int) [][]byte

// result is a line of the output.
type result struct {
	Case     string  `json:"case"`
	Engine   string  `json:"engine,omitempty"`
	Tasks    int     `json:"tasks,omitempty"`
	WholeRPS float64 `json:"whole_rps,omitempty"`
	BareRPS  float64 `json:"bare_rps,omitempty"`
	Tax      float64 `json:"tax,omitempty"`
	// CPU is the server's and the database's per request, in microseconds: on a
	// busy machine the steadiest of the figures. DatabaseCPU is PostgreSQL's part.
	WholeCPU         float64 `json:"whole_cpu_us,omitempty"`
	WholeDatabaseCPU float64 `json:"whole_database_cpu_us,omitempty"`
	BareCPU          float64 `json:"bare_cpu_us,omitempty"`
	BareDatabaseCPU  float64 `json:"bare_database_cpu_us,omitempty"`
	WholeP50         int64   `json:"p50_us,omitempty"`
	WholeP99         int64   `json:"p99_us,omitempty"`
	BareP50          int64   `json:"bare_p50_us,omitempty"`
	BareP99          int64   `json:"bare_p99_us,omitempty"`
	Errors           *int    `json:"errors,omitempty"`
	Example          string  `json:"example,omitempty"`
	RSS              float64 `json:"rss_mb,omitempty"`
	Seconds          float64 `json:"seconds,omitempty"`
	// Figures are what doesn't fit the columns above.
	Figures map[string]float64 `json:"figures,omitempty"`
	Skipped string             `json:"skipped,omitempty"`
}

func (r *result) print() error {
	if r.Errors != nil && *r.Errors == 0 {
		r.Example = ""
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// pair measures a workload whole and bare, in turns.
func (b *bench) pair(w *world, name string, load workload) (*result, error) {
	began := time.Now()
	slice := time.Duration(float64(time.Second) * b.Seconds / rounds)
	var wholes, bares, taxes []float64
	total := [2]tally{}
	var spent [2]processors
	for round := -1; round < rounds; round++ { // the first one warms up
		length := slice
		if round < 0 {
			length = slice / 2
		}
		var rate [2]float64
		for turn := range 2 {
			side := (turn + round + 2) % 2 // who is first changes
			before := w.processorTime()
			t, err := b.client.run(order{Addr: w.side(side), Conns: connections, For: length, Requests: load(w, 2*round+turn)})
			if err != nil {
				return nil, err
			}
			rate[side] = t.rps()
			if round >= 0 || t.Errors > 0 {
				total[side].add(t)
				spent[side].add(w.processorTime().since(before))
			}
		}
		if round >= 0 {
			wholes, bares, taxes = append(wholes, rate[0]), append(bares, rate[1]), append(taxes, rate[0]/rate[1])
		}
	}
	if total[1].Errors > 0 {
		return nil, fmt.Errorf("the bare handler failed %d times: %s", total[1].Errors, total[1].Example)
	}
	return &result{
		Case: name, Engine: string(w.engine), Tasks: w.count,
		WholeRPS: round1(median(wholes)), BareRPS: round1(median(bares)), Tax: round3(median(taxes)),
		WholeCPU: perRequest(spent[0].server+spent[0].database, total[0].Done), WholeDatabaseCPU: perRequest(spent[0].database, total[0].Done),
		BareCPU: perRequest(spent[1].server+spent[1].database, total[1].Done), BareDatabaseCPU: perRequest(spent[1].database, total[1].Done),
		WholeP50: total[0].Waits.quantile(0.5), WholeP99: total[0].Waits.quantile(0.99),
		BareP50: total[1].Waits.quantile(0.5), BareP99: total[1].Waits.quantile(0.99),
		Errors: &total[0].Errors, Example: total[0].Example, RSS: rss(os.Getpid()), Seconds: round1(time.Since(began).Seconds()),
	}, nil
}

// whole measures a workload on the whole program alone.
func (b *bench) whole(w *world, name string, length time.Duration, load workload) (*result, error) {
	t, err := b.client.run(order{Addr: w.wholeAddr, Conns: connections, For: length, Requests: load(w, 0)})
	if err != nil {
		return nil, err
	}
	return &result{
		Case: name, Engine: string(w.engine), Tasks: w.count, WholeRPS: round1(t.rps()), WholeP50: t.Waits.quantile(0.5),
		WholeP99: t.Waits.quantile(0.99), Errors: &t.Errors, Example: t.Example, RSS: rss(os.Getpid()), Seconds: round1(t.Elapsed.Seconds()),
	}, nil
}

// processors is what was used of them.
type processors struct{ server, database time.Duration }

func (p processors) since(before processors) processors {
	return processors{p.server - before.server, p.database - before.database}
}

func (p *processors) add(more processors) {
	p.server += more.server
	p.database += more.database
}

// processorTime is what this process and PostgreSQL's have used.
func (w *world) processorTime() processors {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return processors{}
	}
	total := processors{server: time.Duration(used.Utime.Nano() + used.Stime.Nano())}
	if w.store.pool == nil {
		return total
	}
	_ = w.store.many(context.Background(), "SELECT pid FROM pg_stat_activity", nil, func(scan scanner) error {
		var pid int
		if err := scan(&pid); err != nil {
			return err
		}
		total.database += ticks(pid)
		return nil
	})
	return total
}

// ticks is a process's time by the kernel's clock of 100 Hz, where the system tells.
func ticks(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

func perRequest(d time.Duration, requests int) float64 {
	return round1(float64(d.Microseconds()) / float64(max(requests, 1)))
}

func (w *world) side(i int) string {
	if i == 0 {
		return w.wholeAddr
	}
	return w.bareAddr
}

func median[T cmp.Ordered](list []T) T {
	list = slices.Clone(list)
	slices.Sort(list)
	return list[len(list)/2]
}

func round1(f float64) float64 { return float64(int64(f*10+0.5)) / 10 }
func round3(f float64) float64 { return float64(int64(f*1000+0.5)) / 1000 }

// rss is a process's resident memory in MB, where the system tells.
func rss(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return round1(kb / 1024)
		}
	}
	return 0
}
