package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"taskflow/internal/platform/db"
)

// starts is how often each start is measured.
const starts = 7

// start measures the built program from exec to the first good /readyz, in a
// fresh folder and in one with data, and its memory when nothing is asked of it.
func (b *bench) start(ctx context.Context, engine db.Engine) error {
	binary, err := b.binary(ctx)
	if err != nil {
		return err
	}
	w, err := newWorld(ctx, engine, b.Tasks)
	if err != nil {
		return err
	}
	defer w.close()
	var fresh, again, idle []float64
	for i := range starts {
		folder := filepath.Join(w.folder, fmt.Sprint("fresh", i))
		first, err := launch(ctx, binary, folder)
		if err != nil {
			return err
		}
		second, err := launch(ctx, binary, w.folder)
		if err != nil {
			return err
		}
		fresh, again = append(fresh, first.ms), append(again, second.ms)
		idle = append(idle, second.rss)
	}
	r := &result{Case: "start", Engine: string(engine), Tasks: w.count, RSS: median(idle), Figures: map[string]float64{
		"fresh_ms": round1(median(fresh)), "with_data_ms": round1(median(again)), "idle_rss_mb": median(idle),
	}}
	return r.print()
}

// binary is the program that was named, or one built for this run.
func (b *bench) binary(ctx context.Context) (string, error) {
	if b.Binary != "" {
		return filepath.Abs(b.Binary)
	}
	out := filepath.Join(os.TempDir(), fmt.Sprint("taskflow-bench-", os.Getpid()))
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, "./cmd/taskflow")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building taskflow: %w: %s", err, text)
	}
	return out, nil
}

type launched struct{ ms, rss float64 }

var errNotReady = errors.New("the program didn't become ready in ten seconds")

// launch starts the program, waits until it is ready, and stops it.
func launch(ctx context.Context, binary, folder string) (l launched, err error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return l, err
	}
	process := exec.CommandContext(ctx, binary, "serve", "--listen", address, "--data", folder)
	process.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder}
	began := time.Now()
	if err := process.Start(); err != nil {
		return l, err
	}
	defer func() {
		stopping := process.Process.Signal(syscall.SIGTERM)
		err = errors.Join(err, stopping, process.Wait())
	}()
	question := request("GET", "/readyz", "", "")
	for time.Since(began) < 10*time.Second {
		if ready(ctx, address, question) {
			l.ms = float64(time.Since(began).Microseconds()) / 1000
			<-time.After(500 * time.Millisecond) // what the start itself needed may go
			l.rss = rss(process.Process.Pid)
			return l, nil
		}
		<-time.After(time.Millisecond)
	}
	return l, errNotReady
}

func ready(ctx context.Context, address string, question []byte) bool {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		return false
	}
	if _, err := conn.Write(question); err != nil {
		return false
	}
	answer := make([]byte, 12)
	_, err = conn.Read(answer)
	return err == nil && string(answer[9:]) == "200"
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}
