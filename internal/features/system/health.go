package system

import (
	"context"
	"io"
	"net/http"
	"time"

	"taskflow/internal/platform/problem"
)

// readyWithin bounds how long a probe waits for the database.
const readyWithin = time.Second

// live says nothing of the database: a process that waits for it must not be restarted.
func (s *System) live(_ context.Context, w http.ResponseWriter) error {
	return write(w, "application/json", `{"status":"ok"}`)
}

func (s *System) ready(ctx context.Context, w http.ResponseWriter) error {
	bounded, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if err := s.Ping(bounded); err != nil {
		problem.Write(w, nil, problem.Unavailable(err, time.Second))
		return nil
	}
	return write(w, "application/json", `{"status":"ready"}`)
}

func write(w http.ResponseWriter, mediaType, text string) error {
	w.Header().Set("Content-Type", mediaType)
	_, _ = io.WriteString(w, text) // the client is gone: nobody is left to be told
	return nil
}
