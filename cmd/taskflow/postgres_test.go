package main_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is a PostgreSQL of the test's own, to be treated badly.
type server struct {
	folder string
	port   string
	bin    string
	attr   *syscall.SysProcAttr
	cmd    *exec.Cmd
	gone   chan struct{}
}

// ownPostgres starts a PostgreSQL that ends with the test.
func ownPostgres(t *testing.T) *server {
	t.Helper()
	s := &server{bin: os.Getenv("TASKFLOW_PG_BIN"), attr: osUser(t)}
	if s.bin == "" {
		t.Skip("needs a PostgreSQL to crash: TASKFLOW_PG_BIN, as scripts/with-servers sets it")
	}
	folder, err := os.MkdirTemp("/tmp", "taskflow-badday-") // a short path, for the unix socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	s.folder = folder
	if c := s.attr.Credential; c != nil {
		if err := os.Chown(folder, int(c.Uid), int(c.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	initdb := s.command("initdb", "--pgdata="+s.data(), "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, s.port, _ = net.SplitHostPort(listener.Addr().String())
	_ = listener.Close()
	t.Cleanup(func() { s.signal(syscall.SIGCONT); s.stop(syscall.SIGINT) })
	s.start(t)
	return s
}

// osUser is who PostgreSQL runs as: it refuses root.
func osUser(t *testing.T) *syscall.SysProcAttr {
	t.Helper()
	name := os.Getenv("TASKFLOW_PG_OS_USER")
	if name == "" {
		return &syscall.SysProcAttr{}
	}
	u, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

func (s *server) data() string { return filepath.Join(s.folder, "data") }

func (s *server) url() string {
	return "postgres://postgres@127.0.0.1:" + s.port + "/postgres?sslmode=disable"
}

func (s *server) command(name string, arguments ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), filepath.Join(s.bin, name), arguments...)
	cmd.Dir, cmd.SysProcAttr = s.folder, s.attr
	cmd.WaitDelay = 5 * time.Second // whoever survives it may hold what it wrote to
	return cmd
}

// start starts the server and waits until it answers. After a crash its old
// processes may need a moment to notice; until then it refuses to start.
func (s *server) start(t *testing.T) {
	t.Helper()
	var log bytes.Buffer
	s.cmd = nil
	eventually(t, 30*time.Second, "PostgreSQL answers", func() bool {
		if s.cmd == nil || s.ended() {
			log.Reset()
			s.cmd = s.command("postgres", "-D", s.data(), "-p", s.port, "-c", "listen_addresses=127.0.0.1",
				"-c", "unix_socket_directories="+s.folder, "-c", "max_connections=40", "-c", "shared_buffers=64MB")
			s.cmd.Stderr = &log
			if err := s.cmd.Start(); err != nil {
				t.Fatal(err)
			}
			s.gone = make(chan struct{})
			go func(cmd *exec.Cmd, gone chan struct{}) { _ = cmd.Wait(); close(gone) }(s.cmd, s.gone)
		}
		conn, err := s.connect()
		if err == nil {
			_ = conn.Close(context.Background())
		}
		return err == nil
	})
}

func (s *server) connect() (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return pgx.Connect(ctx, s.url())
}

func (s *server) ended() bool {
	select {
	case <-s.gone:
		return true
	default:
		return false
	}
}

// stop ends the server with a signal: SIGINT is its fast shutdown, SIGKILL a crash.
func (s *server) stop(signal syscall.Signal) {
	if s.cmd == nil || s.ended() {
		return
	}
	_ = s.cmd.Process.Signal(signal)
	select {
	case <-s.gone:
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.gone
	}
}

// signal reaches the server and every process that it has started.
func (s *server) signal(signal syscall.Signal) {
	if s.cmd == nil || s.ended() {
		return
	}
	main := s.cmd.Process.Pid
	// A process that is dead has no children any more, and one that wasn't stopped yet may have more of them.
	children := childrenOf(main)
	_ = syscall.Kill(main, signal)
	for child := range children {
		_ = syscall.Kill(child, signal)
	}
	for child := range childrenOf(main) {
		if !children[child] {
			_ = syscall.Kill(child, signal)
		}
	}
}

func childrenOf(process int) map[int]bool {
	found := map[int]bool{}
	list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", process, process))
	for _, text := range strings.Fields(string(list)) {
		if child, err := strconv.Atoi(text); err == nil {
			found[child] = true
		}
	}
	return found
}

// crash kills the server and all its processes, as a power cut does.
func (s *server) crash() {
	s.signal(syscall.SIGSTOP) // nobody gets to tidy up
	s.signal(syscall.SIGKILL)
	<-s.gone
}

// exhaust takes every connection away from TaskFlow and keeps it until release. TaskFlow stands still meanwhile:
// for each place that became free it would run as well.
func (s *server) exhaust(t *testing.T, p *process) (release func()) {
	t.Helper()
	p.signal(syscall.SIGSTOP)
	defer p.signal(syscall.SIGCONT)
	var taken []*pgx.Conn
	eventually(t, 20*time.Second, "no connection is left", func() bool {
		conn, err := s.connect()
		if err == nil {
			taken = append(taken, conn)
		}
		if len(taken) == 0 {
			return false
		}
		others := 0
		_ = taken[0].QueryRow(context.Background(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE application_name = 'taskflow'`).Scan(&others)
		return err != nil && others == 0
	})
	return func() {
		for _, conn := range taken {
			_ = conn.Close(context.Background())
		}
	}
}
