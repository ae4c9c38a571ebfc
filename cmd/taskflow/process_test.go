package main_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is the real binary, built once, without the race detector.
var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "taskflow-binary-")
	if err != nil {
		return "", err
	}
	binaryFolder = folder
	path := filepath.Join(folder, "taskflow")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building: %w\n%s", err, out)
	}
	return path, nil
})

var binaryFolder string

func TestMain(m *testing.M) {
	code := m.Run()
	if binaryFolder != "" {
		_ = os.RemoveAll(binaryFolder)
	}
	os.Exit(code)
}

// process is a running TaskFlow that the test may end in any way.
type process struct {
	url   string
	data  string
	flags []string
	log   string
	cmd   *exec.Cmd
	gone  chan struct{}
}

// unlimited lifts the rate limits, which aren't what these tests are about.
var unlimited = []string{
	"--rate-limit=read=1000000/1s", "--rate-limit=write=1000000/1s", "--rate-limit=auth=1000000/1s",
	"--rate-limit=public=1000000/1s", "--rate-limit=edge=1000000/1s",
}

// launch starts TaskFlow on a free port and waits until it is ready.
func launch(t *testing.T, flags ...string) *process {
	t.Helper()
	p := &process{data: t.TempDir()}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	p.url, p.log = "http://"+address, filepath.Join(p.data, "log")
	p.flags = append([]string{
		"serve", "--listen", address, "--data", p.data, "--mail", "file:" + p.mails(), "--log-level", "warn",
	}, flags...)
	p.start(t)
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			log, _ := os.ReadFile(p.log)
			t.Logf("the end of the log:\n%s", log[max(0, len(log)-3000):])
		}
	})
	return p
}

// said is what the log says of a request.
func (p *process) said(t *testing.T, request string) (lines []string) {
	t.Helper()
	log, err := os.ReadFile(p.log)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, request) {
			lines = append(lines, line)
		}
	}
	return lines
}

func (p *process) mails() string { return filepath.Join(p.data, "mail") }

func (p *process) start(t *testing.T) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.OpenFile(p.log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	p.cmd = exec.CommandContext(context.Background(), path, p.flags...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = log.Close()
	p.gone = make(chan struct{})
	go func(cmd *exec.Cmd, gone chan struct{}) { _ = cmd.Wait(); close(gone) }(p.cmd, p.gone)
	eventually(t, 20*time.Second, "TaskFlow is ready", func() bool {
		select {
		case <-p.gone:
			t.Fatal("TaskFlow ended while it started")
		default:
		}
		return status(p.url+"/readyz") == http.StatusOK
	})
}

// kill ends the process as a power cut does: it is told nothing.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.gone
}

func (p *process) signal(signal syscall.Signal) { _ = p.cmd.Process.Signal(signal) }

// alive tells whether the process still runs.
func (p *process) alive() bool {
	select {
	case <-p.gone:
		return false
	default:
		return true
	}
}

// memory is the process's resident memory in MiB.
func (p *process) memory(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Skip("needs /proc")
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib / 1024
}

// status asks once, and answers 0 when nobody did.
func status(url string) int {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// eventually waits until what is so, and fails the test when that takes too long.
func eventually(t *testing.T, within time.Duration, what string, so func() bool) {
	t.Helper()
	limit := time.NewTimer(within)
	defer limit.Stop()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-limit.C:
			t.Fatalf("not within %v: %s", within, what)
		}
	}
}
