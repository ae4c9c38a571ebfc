package edge

import (
	"io"
	"net/http"
	"time"
)

// response counts what is sent. Other abilities of the writer beneath are
// reached through http.ResponseController by way of Unwrap.
type response struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap is for http.ResponseController.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// SetReadDeadline does nothing: how long a body may take is the edge's to say,
// and libraries that read bodies lift the deadline on their way.
func (w *response) SetReadDeadline(time.Time) error { return nil }

// WriteHeader passes interim responses (1xx) without taking them for the answer.
func (w *response) WriteHeader(status int) {
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(p []byte) (int, error) {
	w.begun()
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom keeps the kernel's own copying for files.
func (w *response) ReadFrom(from io.Reader) (int64, error) {
	w.begun()
	n, err := io.Copy(w.ResponseWriter, from)
	w.bytes += n
	return n, err
}

// Flush implements http.Flusher for those who ask for it by type.
func (w *response) Flush() {
	w.begun()
	_ = http.NewResponseController(w.ResponseWriter).Flush() // nothing to flush is not a fault
}

func (w *response) begun() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
}

// ExtendWrite gives a response d from now to be taken by the client; a stream
// calls it before each event, a download before each part. A client that takes
// longer is cut off.
func ExtendWrite(w http.ResponseWriter, d time.Duration) error {
	return http.NewResponseController(w).SetWriteDeadline(wallClock().Add(d))
}

// wallClock is the network's time: deadlines of connections are kept by the
// runtime, whatever clock stamps the requests.
func wallClock() time.Time { return time.Now() } //nolint:forbidigo // as above
