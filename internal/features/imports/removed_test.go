package imports_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptrace"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

// An import has no background work: it is one request, decided about before its
// file is read and once more in the transaction that writes. Whoever lost the
// right between the two has imported nothing.
func TestWhoeverIsGoneWhileTheFileArrivesImportsNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		gone func(t *testing.T, w *testworld.World)
		want int
	}{
		"still there": {func(*testing.T, *testworld.World) {}, http.StatusCreated},
		"removed": {func(t *testing.T, w *testworld.World) {
			w.Owner.Delete(t, w.Path("/members/%s", w.Admin.ID)).Want(t, http.StatusNoContent)
		}, http.StatusNotFound},
		"a member now": {func(t *testing.T, w *testworld.World) {
			w.Owner.Patch(t, w.Path("/members/%s", w.Admin.ID), map[string]string{"role": "member"}).Want(t, http.StatusOK)
		}, http.StatusForbidden},
		"disabled": {func(t *testing.T, w *testworld.World) {
			w.Exec(t, db.Scope{}, "UPDATE users SET state = 'disabled', token_version = token_version + 1 WHERE id = $1", w.Admin.ID)
		}, http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testworld.Each(t, func(t *testing.T, w *testworld.World) {
				status := bringLate(t, w, func() { c.gone(t, w) })
				if status != c.want {
					t.Errorf("answered %d, want %d", status, c.want)
				}
				if n := w.Count(t, "imports", "1 = 1") + w.Count(t, "projects", "name = 'Board'") + w.Count(t, "jobs", "kind <> 'mail'"); (n != 0) != (c.want == http.StatusCreated) {
					t.Errorf("%d rows are there", n)
				}
			})
		})
	}
}

// late is a body whose first byte comes only when the server asks for it.
type late struct {
	asked <-chan struct{}
	rest  io.Reader
}

func (l late) Read(p []byte) (int, error) {
	<-l.asked
	return l.rest.Read(p)
}

// bringLate imports; meanwhile runs once the server has begun to read the file.
func bringLate(t *testing.T, w *testworld.World, meanwhile func()) int {
	t.Helper()
	reading, release := make(chan struct{}), make(chan struct{})
	r := w.Admin.Request(t, http.MethodPost, w.Path("/imports?source=trello"), "")
	r.Body, r.ContentLength = io.NopCloser(late{release, bytes.NewReader([]byte(small))}), int64(len(small))
	r.GetBody = nil
	r.Header.Set("Expect", "100-continue")
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(reading) }}))
	transport := &http.Transport{ExpectContinueTimeout: time.Minute}
	defer transport.CloseIdleConnections()
	status := make(chan int, 1)
	go func() {
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Error(err)
			status <- 0
			return
		}
		_ = answer.Body.Close()
		status <- answer.StatusCode
	}()
	select {
	case <-reading:
	case s := <-status:
		t.Fatalf("answered %d before the file was read", s)
	case <-time.After(20 * time.Second):
		t.Fatal("the server doesn't ask for the file")
	}
	meanwhile()
	close(release)
	return <-status
}
