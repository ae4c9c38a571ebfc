package activity_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"taskflow/internal/features/activity"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/testworld"
)

func TestSlowReaderIsCutOff(t *testing.T) {
	t.Parallel()
	sealer, err := token.NewSealer(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ended <- activity.Flood(r.Context(), w, events.NewMarks(sealer), 100*time.Millisecond)
	}))
	defer server.Close()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil { // and never reads
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("ended by %v", err)
		}
	case <-time.After(soon):
		t.Error("the slow reader is still served")
	}
}

func TestSeats(t *testing.T) {
	t.Parallel()
	take := activity.Seats()
	var leave func()
	for n := range activity.MostStreams {
		var err error
		if leave, err = take(id.New[id.User]()); err != nil {
			t.Fatalf("seat %d: %v", n, err)
		}
	}
	if _, err := take(id.New[id.User]()); problem.CodeOf(err) != problem.CodeUnavailable {
		t.Errorf("one too many: %v", err)
	}
	leave()
	if _, err := take(id.New[id.User]()); err != nil {
		t.Errorf("the seat given back: %v", err)
	}
}

// What 200 streams cost while nothing happens is logged, not judged: other
// tests run beside this one.
func TestIdleStreamsCostLittle(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		const streams, people, watched = 200, 20, 3 * time.Second
		before := heap()
		for range people {
			p := w.NewPerson(t, "Reader")
			w.Join(t, w.Acme, p, "member")
			for range streams / people {
				follow(t, w, p)
			}
		}
		after, start := heap(), processorTime(t)
		<-time.After(watched)
		used := processorTime(t) - start
		t.Logf("%d idle streams: %.1f%% of one core, %d KiB each with their clients", streams,
			100*used.Seconds()/watched.Seconds(), (int64(after)-int64(before))/streams/1024)
		board := project(t, w, w.Member, false)
		w.Guest.Get(t, w.Path("/projects/%s", board)).Want(t, http.StatusOK) // streams don't keep requests out
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// A server that stops ends its streams at once and without an error.
func TestStreamEndsWithTheServer(t *testing.T) {
	t.Parallel()
	w := testworld.New(t, db.SQLite)
	a := w.Node(t)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, listener, soon) }()
	f := follow(t, w, w.Guest, testworld.On("http://"+listener.Addr().String()))
	stop()
	f.ended(t)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
