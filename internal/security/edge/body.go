package edge

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"taskflow/internal/platform/problem"
)

// progress is how many bytes must come before a body's deadline is moved.
const progress = 64 << 10

// body is a request's body with a limit on its size, its time and, together
// with all others, its memory. Its read errors are problems, so that every
// handler answers 408, 413 and 503 without knowing of them.
type body struct {
	io.ReadCloser
	x     *exchange
	edge  *edge
	began time.Time
	limit int64
	read  int64
	moved int64
	held  int64
	err   error
}

// guardBody refuses a declared length over the limit before reading, and
// measures the rest. It costs nothing when there is no body.
func (e *edge) guardBody(x *exchange) error {
	r := x.request
	if r.ContentLength == 0 || r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	limit := int64(defaultBodyLimit)
	if e.BodyLimit != nil {
		limit = e.BodyLimit(r)
	}
	if r.ContentLength > limit {
		return problem.TooLarge(limit)
	}
	x.body = body{x: x, edge: e, began: wallClock(), limit: limit}
	// The bare writer, because net/http ends the connection only through it.
	x.body.ReadCloser = http.MaxBytesReader(x.response.ResponseWriter, r.Body, limit)
	x.body.allow(e.Timeouts.Body)
	r.Body = &x.body
	return nil
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if n > 0 && !b.edge.held.enter(int64(n)) {
		return 0, b.end(problem.Unavailable(errHeldBytes, retrySoon))
	}
	b.held += int64(n)
	if err != nil {
		return n, b.end(err)
	}
	if b.read-b.moved >= progress {
		b.moved = b.read
		earned := time.Duration(float64(b.read) / float64(b.edge.Timeouts.BodyRate) * float64(time.Second))
		b.allow(b.edge.Timeouts.Body + earned)
	}
	return n, nil
}

// allow gives the body d from its beginning. Where the writer has no deadline (a
// test's recorder) there is no slow client either.
func (b *body) allow(d time.Duration) {
	_ = http.NewResponseController(b.x.response.ResponseWriter).SetReadDeadline(b.began.Add(d))
}

// end remembers how the body ended. A body that took its time doesn't eat up the
// answer's. The read deadline needs no lifting: net/http does so at the body's
// end, when it begins to watch for the client leaving.
func (b *body) end(err error) error {
	write := b.edge.Timeouts.Write
	if wallClock().Sub(b.began) > write/4 {
		_ = ExtendWrite(b.x.response.ResponseWriter, write)
	}
	if errors.Is(err, io.EOF) {
		b.err = io.EOF
		return io.EOF
	}
	b.x.endConnection()
	b.err = b.explain(err)
	return b.err
}

func (b *body) explain(err error) error {
	var tooLarge *http.MaxBytesError
	var known *problem.Problem
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &tooLarge):
		return problem.New(problem.CodeTooLarge, problem.TooLarge(b.limit).Detail, err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return problem.New(problem.CodeTimeout, "", err)
	}
	return problem.New(problem.CodeBadRequest, "The body broke off or is not framed as it says.", err)
}
