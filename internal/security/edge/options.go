package edge

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"taskflow/internal/platform/clock"
	"taskflow/internal/security/ratelimit"
)

// Options configure the edge. The zero value is usable and strict.
type Options struct {
	// Logger gets one event per request; nil is slog.Default.
	Logger *slog.Logger
	// Clock stamps requests; nil is the system's.
	Clock clock.Clock
	// TrustedProxies are the only peers whose X-Forwarded-For and
	// X-Forwarded-Proto count. Loopback isn't trusted unless it is listed.
	TrustedProxies []netip.Prefix
	// Hosts are the names this server answers for, with or without a port;
	// none means any. Probes may come under any name.
	Hosts []string
	// TrustedOrigins ("https://app.example") may act across origins.
	TrustedOrigins []string
	// CrossSite says which requests are meant to come from other sites
	// (an identity provider's redirect). It sees sane paths only.
	CrossSite func(*http.Request) bool
	// BodyLimit is the most bytes a request's body may have; nil is 1 MiB
	// for all. It is asked before anything is read and before routing, so it
	// decides by method and path. It sees sane paths only.
	BodyLimit func(*http.Request) int64
	// Limiter spends Limit (default ratelimit.Edge) per address; nil spends
	// nothing. A Memory is the right one here: the edge asks it for every
	// request, so a network round trip would be paid by all.
	Limiter ratelimit.Limiter
	Limit   ratelimit.Class
	// MaxInFlight bounds requests without a body and, apart from them,
	// requests with one, so that slow uploads can't starve reads.
	// Default 1024 each.
	MaxInFlight int
	// MaxBodyBytes bounds the bytes of all bodies being handled together.
	// Default 512 MiB.
	MaxBodyBytes int64
	// Timeouts bound what a slow client can hold.
	Timeouts Timeouts
}

// Timeouts bound what a slow client can hold.
type Timeouts struct {
	Header time.Duration // from the first byte to the end of the headers; default 5 s
	Body   time.Duration // for a body, plus its bytes so far / BodyRate; default 15 s
	Write  time.Duration // for a response unless ExtendWrite; default 30 s
	Idle   time.Duration // between requests; default 60 s
	// BodyRate is the slowest acceptable upload in bytes per second;
	// default 128 KiB/s.
	BodyRate int64
}

const (
	defaultBodyLimit = 1 << 20
	defaultInFlight  = 1024
	defaultBodyBytes = 512 << 20
)

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.Limit.Name == "" {
		o.Limit = ratelimit.Edge
	}
	orDefault(&o.MaxInFlight, defaultInFlight)
	orDefault(&o.MaxBodyBytes, defaultBodyBytes)
	orDefault(&o.Timeouts.Header, 5*time.Second)
	orDefault(&o.Timeouts.Body, 15*time.Second)
	orDefault(&o.Timeouts.Write, 30*time.Second)
	orDefault(&o.Timeouts.Idle, time.Minute)
	orDefault(&o.Timeouts.BodyRate, 128<<10)
	return o
}

func orDefault[T int | int64 | time.Duration](value *T, standard T) {
	if *value <= 0 {
		*value = standard
	}
}

// Validate names the origins that can't be trusted because they aren't origins.
// New ignores them, which refuses their requests.
func (o Options) Validate() error {
	var faults []error
	for _, origin := range o.TrustedOrigins {
		if err := http.NewCrossOriginProtection().AddTrustedOrigin(origin); err != nil {
			faults = append(faults, fmt.Errorf("trusted origin: %w", err))
		}
	}
	return errors.Join(faults...)
}
