package edge_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/security/edge"
)

// These meet a real listener with short time-outs. They wait only for what the
// server does; the connections' own deadline makes a server that waits for
// ever a failure.

var short = edge.Options{Timeouts: edge.Timeouts{
	Header: 100 * time.Millisecond, Body: 200 * time.Millisecond, Write: 400 * time.Millisecond,
	Idle: 200 * time.Millisecond, BodyRate: 1 << 20,
}}

const postHead = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n"

// answer reads one response, then says whether the server closed the connection.
func answer(t *testing.T, conn net.Conn) (status int, closed bool) {
	t.Helper()
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return 0, !isTimeout(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	_, err = reader.ReadByte()
	return response.StatusCode, err != nil && !isTimeout(err)
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

func TestSlowClientsAreCutOff(t *testing.T) {
	t.Parallel()
	address := listen(t, short, swallow)
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"says nothing":            {"", 0},
		"slow headers":            {"GET / HTTP/1.1\r\nHost: h\r\nX-", 400},
		"slow body":               {postHead + "{", http.StatusRequestTimeout},
		"slow chunked body":       {"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", http.StatusRequestTimeout},
		"keeps the connection":    {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", http.StatusNoContent},
		"header over 20 KiB":      {"GET / HTTP/1.1\r\nHost: h\r\nX: " + strings.Repeat("x", 24<<10) + "\r\n\r\n", 431},
		"two lengths":             {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
		"length and chunked":      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
		"declares a terabyte":     {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000000\r\n\r\n", 413},
		"declares it, would wait": {"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1000000000000\r\n\r\n", 413},
		"OPTIONS *":               {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400},
		"TRACE":                   {"TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405},
		"CONNECT":                 {"CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n", 405},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := dial(t, address)
			send(t, conn, c.text)
			if status, closed := answer(t, conn); status != c.want || !closed {
				t.Errorf("status %d, want %d; closed=%v", status, c.want, closed)
			}
		})
	}
}

// huma lifts the read deadline before it reads a body.
func TestAHandlerCanNotLiftTheBodysTime(t *testing.T) {
	t.Parallel()
	conn := dial(t, listen(t, short, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
		swallow(w, r)
	}))
	send(t, conn, postHead+"{")
	if status, closed := answer(t, conn); status != http.StatusRequestTimeout || !closed {
		t.Errorf("status %d, want %d; closed=%v", status, http.StatusRequestTimeout, closed)
	}
}

// A byte now and then is progress to nobody: the body's time is absolute until
// it has earned more.
func TestTricklingBodyIsCutOff(t *testing.T) {
	t.Parallel()
	conn := dial(t, listen(t, short, swallow))
	send(t, conn, "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
	var group sync.WaitGroup
	stop := make(chan struct{})
	group.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for range 1000 {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			if _, err := io.WriteString(conn, "1\r\nx\r\n"); err != nil {
				return
			}
		}
	})
	began := time.Now()
	status, _ := answer(t, conn)
	close(stop)
	group.Wait()
	// The server may reset the connection on the unread rest before the 408 is read.
	if status != 0 && status != http.StatusRequestTimeout || time.Since(began) > 5*time.Second {
		t.Errorf("status %d after %v", status, time.Since(began))
	}
}

func TestEndlessBodyStopsAtItsLimit(t *testing.T) {
	t.Parallel()
	got := make(chan int64, 1)
	conn := dial(t, listen(t, edge.Options{}, func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		got <- n
		w.WriteHeader(http.StatusNoContent)
	}))
	send(t, conn, "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
	chunk := "10000\r\n" + strings.Repeat("x", 1<<16) + "\r\n"
	sent := 0
	for ; sent < 10_000; sent++ { // 640 MB, if nobody stopped it
		if _, err := io.WriteString(conn, chunk); err != nil {
			break
		}
	}
	if n := <-got; n != 1<<20 || sent == 10_000 {
		t.Errorf("the handler saw %d bytes, %d chunks of 64 KiB were taken", n, sent)
	}
}

func TestUploadEarnsTimeByItsProgress(t *testing.T) {
	t.Parallel()
	options := short
	options.BodyLimit = func(*http.Request) int64 { return 64 << 20 }
	conn := dial(t, listen(t, options, swallow))
	const parts, part = 16, 64 << 10
	send(t, conn, fmt.Sprintf("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n", parts*part))
	tick := time.NewTicker(40 * time.Millisecond) // 640 ms, where 200 ms are free
	defer tick.Stop()
	for range parts {
		<-tick.C
		send(t, conn, strings.Repeat("x", part))
	}
	if status, _ := answer(t, conn); status != http.StatusNoContent {
		t.Errorf("a steady upload was answered %d", status)
	}
}

func TestSlowReaderIsCutOff(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	conn := dial(t, listen(t, short, func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 1<<16)
		for range 10_000 {
			if _, err := w.Write(block); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}))
	send(t, conn, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	select {
	case err := <-ended:
		if err == nil {
			t.Error("640 MB were written to a client that reads nothing")
		}
	case <-time.After(20 * time.Second):
		t.Error("the handler waits for a client that reads nothing")
	}
}

func TestStreamLivesByItsOwnExtensions(t *testing.T) {
	t.Parallel()
	conn := dial(t, listen(t, short, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // whose time must not become the stream's
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for range 8 { // twice the write time-out, four times the body's
			select {
			case <-tick.C:
			case <-r.Context().Done():
				return
			}
			if err := edge.ExtendWrite(w, 300*time.Millisecond); err != nil {
				return
			}
			_, _ = io.WriteString(w, "event\n")
			_ = http.NewResponseController(w).Flush()
		}
	}))
	send(t, conn, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok")
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if text, err := io.ReadAll(response.Body); err != nil || strings.Count(string(text), "event") != 8 {
		t.Errorf("%q, %v", text, err)
	}
}

// Fifty slow bodies are the thousand of a bad day in small: reads go on beside
// them, and each one is let go.
func TestSlowBodiesDontStarveReads(t *testing.T) {
	t.Parallel()
	options := short
	options.MaxInFlight = 60
	address := listen(t, options, swallow)
	slow := make([]net.Conn, 50)
	for i := range slow {
		slow[i] = dial(t, address)
		send(t, slow[i], postHead+"{")
	}
	for range 20 {
		conn := dial(t, address)
		send(t, conn, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		if status, _ := answer(t, conn); status != http.StatusNoContent {
			t.Fatalf("a read beside slow bodies: %d", status)
		}
	}
	for _, conn := range slow {
		if status, closed := answer(t, conn); status != http.StatusRequestTimeout || !closed {
			t.Fatalf("a slow body: %d, closed=%v", status, closed)
		}
	}
}

func TestConnectionsBeyondTheLimitAreClosed(t *testing.T) {
	t.Parallel()
	plain, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	options := edge.Options{Logger: quiet}
	go func() {
		ended <- edge.Serve(ctx, edge.Server(options, http.HandlerFunc(ok)), edge.LimitConnections(plain, 2), 5*time.Second)
	}()
	first, second := dial(t, plain.Addr().String()), dial(t, plain.Addr().String())
	for _, conn := range []net.Conn{first, second} {
		send(t, conn, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
		if response, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || response.StatusCode != 204 {
			t.Fatalf("%v %v", response, err)
		}
	}
	third := dial(t, plain.Addr().String())
	if _, err := third.Read(make([]byte, 1)); err == nil || isTimeout(err) {
		t.Errorf("the third connection: %v", err)
	}
	_ = first.Close()
	// The place is free when the server has seen the close; each try is refused or served.
	for try := 0; ; try++ {
		conn := dial(t, plain.Addr().String())
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		if status, _ := answer(t, conn); status == http.StatusNoContent {
			break
		}
		if try == 1000 {
			t.Fatal("the place of a closed connection wasn't given back")
		}
	}
	_ = second.Close()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
