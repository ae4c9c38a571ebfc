package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Limits bound one exchange; what is zero has its default.
type Limits struct {
	Redirects int           // followed, of GET and HEAD only; none by default
	Connect   time.Duration // for the connection and again for TLS; 5 s by default
	Total     time.Duration // from the first look-up to the last byte of the answer; 10 s by default
	Body      int64         // bytes of an answer, measured; 1 MiB by default
}

const (
	maxHeader = 64 << 10
	userAgent = "TaskFlow"
)

// ErrTooLarge is that an answer went on after its last allowed byte.
var ErrTooLarge = errors.New("egress: the answer is too large")

// New returns the client of one purpose. Each request has a connection of its own, so that
// each is judged, and nothing stays open behind it.
func New(policy Policy, limits Limits) *http.Client {
	limits = limits.orDefault()
	return &http.Client{
		Transport:     &guarded{policy: policy, body: limits.Body, next: transport(policy, limits)},
		CheckRedirect: redirects(limits.Redirects),
		Timeout:       limits.Total,
	}
}

func (l Limits) orDefault() Limits {
	if l.Connect == 0 {
		l.Connect = 5 * time.Second
	}
	if l.Total == 0 {
		l.Total = 10 * time.Second
	}
	if l.Body == 0 {
		l.Body = 1 << 20
	}
	return l
}

func transport(policy Policy, limits Limits) *http.Transport {
	return &http.Transport{
		DialContext:            dial(policy, limits.Connect, nil),
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: policy.Roots},
		TLSHandshakeTimeout:    limits.Connect,
		ResponseHeaderTimeout:  limits.Total,
		MaxResponseHeaderBytes: maxHeader,
		ForceAttemptHTTP2:      true,
		DisableKeepAlives:      true,
		// What is measured is what was sent: nothing here unpacks a bomb.
		DisableCompression: true,
	}
}

// dial looks the host up and judges each address at the moment it is dialled.
func dial(policy Policy, limit time.Duration, resolver *net.Resolver) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrForbidden, err)
		}
		dialer := net.Dialer{Timeout: limit, Resolver: resolver, Control: policy.control(normal(host))}
		return dialer.DialContext(ctx, network, address)
	}
}

func normal(host string) string { return strings.ToLower(host) }

// redirects lets a GET follow up to n, and takes from it whatever the first host was trusted with.
func redirects(n int) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, via []*http.Request) error {
		first := via[0]
		if len(via) > n || first.Method != http.MethodGet && first.Method != http.MethodHead {
			return fmt.Errorf("%w: a redirect", ErrForbidden)
		}
		if first.URL.Scheme == "https" && next.URL.Scheme != "https" {
			return fmt.Errorf("%w: a redirect away from https", ErrForbidden)
		}
		next.Header = http.Header{"Accept": next.Header["Accept"]} //nolint:gosec // it takes all but one away
		return nil
	}
}

// guarded judges each hop by its URL, and measures what comes back.
type guarded struct {
	policy Policy
	body   int64
	next   http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (g *guarded) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := g.policy.judge(request.URL); err != nil {
		return nil, err
	}
	if request.Header.Get("User-Agent") == "" {
		request = request.Clone(request.Context())
		request.Header.Set("User-Agent", userAgent)
	}
	response, err := g.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if response.ContentLength > g.body {
		_ = response.Body.Close()
		return nil, ErrTooLarge
	}
	response.Body = &measured{body: response.Body, left: g.body}
	return response, nil
}

// judge looks at what can be seen before anything is looked up.
func (p Policy) judge(u *url.URL) error {
	switch host := normal(u.Hostname()); {
	case host == "" || u.Opaque != "":
		return fmt.Errorf("%w: no host", ErrForbidden)
	case u.User != nil:
		return fmt.Errorf("%w: a password in the URL", ErrForbidden)
	case u.Scheme == "https", u.Scheme == "http" && p.plain(host):
		return nil
	}
	return fmt.Errorf("%w: only https", ErrForbidden)
}
