package main

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"
)

// clientMark makes a process of this binary the client.
const clientMark = "TASKFLOW_BENCH_CLIENT"

// order is one round that the client is to run: each of Conns keep-alive
// connections sends one request after the other, beginning elsewhere in the list.
type order struct {
	Addr     string
	Conns    int
	For      time.Duration
	Requests [][]byte
	// Pause is between an answer and the next request; 0 sends as fast as it goes.
	Pause time.Duration
}

// tally is what came of an order.
type tally struct {
	Done    int
	Errors  int
	Example string // of an error
	Elapsed time.Duration
	Waits   histogram
}

func (t *tally) rps() float64 { return float64(t.Done) / t.Elapsed.Seconds() }

func (t *tally) add(o *tally) {
	t.Done += o.Done
	t.Errors += o.Errors
	if t.Example == "" {
		t.Example = o.Example
	}
	t.Elapsed = max(t.Elapsed, o.Elapsed)
	t.Waits.add(&o.Waits)
}

// client is the process that sends the requests.
type client struct {
	process *exec.Cmd
	orders  *gob.Encoder
	tallies *gob.Decoder
	stdin   io.Closer
}

func startClient() (*client, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	process := exec.Command(self) //nolint:noctx // it ends with its standard input
	process.Env = append(os.Environ(), clientMark+"=1")
	process.Stderr = os.Stderr
	stdin, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("starting the client: %w", err)
	}
	return &client{process: process, orders: gob.NewEncoder(stdin), tallies: gob.NewDecoder(stdout), stdin: stdin}, nil
}

func (c *client) run(o order) (*tally, error) {
	if err := c.orders.Encode(o); err != nil {
		return nil, fmt.Errorf("ordering a round: %w", err)
	}
	t := &tally{}
	if err := c.tallies.Decode(t); err != nil {
		return nil, fmt.Errorf("reading a tally: %w", err)
	}
	return t, nil
}

func (c *client) close() {
	_ = c.stdin.Close()
	_ = c.process.Wait()
}

// serveOrders is the client's side: it ends when its standard input does.
func serveOrders() error {
	in, out := gob.NewDecoder(os.Stdin), gob.NewEncoder(os.Stdout)
	for {
		var o order
		if err := in.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading an order: %w", err)
		}
		if err := out.Encode(o.run()); err != nil {
			return fmt.Errorf("writing a tally: %w", err)
		}
	}
}

func (o order) run() *tally {
	total := &tally{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range o.Conns {
		all.Go(func() {
			t := o.sender(i)
			mu.Lock()
			defer mu.Unlock()
			total.add(t)
		})
	}
	all.Wait()
	return total
}

// sender is one connection. One that breaks is an error and is opened again.
func (o order) sender(number int) *tally {
	t := &tally{}
	began := time.Now()
	next := number
	for time.Since(began) < o.For {
		if err := o.connection(t, began, &next); err != nil {
			t.Errors++
			t.Example = err.Error()
		}
	}
	t.Elapsed = time.Since(began)
	return t
}

func (o order) connection(t *tally, began time.Time, next *int) error {
	conn, err := net.Dial("tcp", o.Addr) //nolint:noctx // loopback, and bounded by the deadline
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(began.Add(o.For + 30*time.Second)); err != nil {
		return err
	}
	in := bufio.NewReaderSize(conn, 64<<10)
	now := time.Now()
	for now.Sub(began) < o.For {
		if _, err := conn.Write(o.Requests[*next%len(o.Requests)]); err != nil {
			return err
		}
		*next += o.Conns
		status, err := readResponse(in)
		if err != nil {
			return err
		}
		then := now
		now = time.Now()
		wait := now.Sub(then)
		if o.Pause > 0 {
			<-time.After(o.Pause)
			now = time.Now()
		}
		if status/100 != 2 {
			t.Errors++
			t.Example = fmt.Sprint("status ", status)
			continue
		}
		t.Done++
		t.Waits.note(wait)
	}
	return nil
}
