package edge

import (
	"log/slog"
	"net/http"
)

const (
	maxMethod = 16
	maxPath   = 128
)

// record writes the request's one event. Query strings are never in it, and
// the path only when no route is known: paths of routes can hold secrets.
func (e *edge) record(x *exchange, aborted bool) {
	status := x.response.status
	if status == 0 {
		status = http.StatusOK
	}
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError || aborted {
		level = slog.LevelError
	}
	if !e.Logger.Enabled(x, level) {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	var room [maxNotes + 12]slog.Attr
	fields := append(
		room[:0],
		slog.String("request_id", x.idText[0]),
		slog.String("method", inert(x.request.Method, maxMethod)),
		slog.Int("status", status),
		slog.Int64("bytes", x.response.bytes),
		slog.Int64("duration_us", e.Clock.Now().Sub(x.info.Start).Microseconds()),
		slog.String("client_ip", x.info.ClientIP.String()),
		slog.String("user_agent", x.info.UserAgent),
	)
	fields = append(fields, x.routeField())
	if x.info.Correlation != "" {
		fields = append(fields, slog.String("client_correlation", x.info.Correlation))
	}
	if aborted {
		fields = append(fields, slog.Bool("aborted", true))
	}
	for _, n := range x.notes {
		if n.key != RouteKey {
			fields = append(fields, slog.String(n.key, n.value))
		}
	}
	e.Logger.LogAttrs(x, level, "request", fields...)
}

func (x *exchange) routeField() slog.Attr {
	for _, n := range x.notes {
		if n.key == RouteKey {
			return slog.String(RouteKey, n.value)
		}
	}
	if x.request.Pattern != "" {
		return slog.String(RouteKey, x.request.Pattern)
	}
	return slog.String("path", inert(x.request.URL.Path, maxPath))
}
