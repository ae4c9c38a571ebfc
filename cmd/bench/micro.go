package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// freshTokens is how many tokens are checked that weren't seen before.
const freshTokens = 300

// authCost is what it takes to know who asks, in microseconds; how much that is of one bare
// verification of an ES256 signature, measured in the same run; and what a whole read takes
// by each credential beside the bare handler's. No network is between.
func (b *bench) authCost(ctx context.Context, engine db.Engine) error {
	w, err := newWorld(ctx, engine, b.Tasks)
	if err != nil {
		return err
	}
	defer w.close()
	token, err := w.app.Tokens.Issue(w.user, w.session, 1, nil)
	if err != nil {
		return err
	}
	byCookie, byToken := w.incoming(), w.incoming()
	byCookie.Header.Set("Cookie", w.cookie)
	byToken.Header.Set("Authorization", "Bearer "+token)
	bare, err := es256()
	if err != nil {
		return err
	}
	known := w.app.Pipeline.Authenticator
	cookie, cookieErr := authenticating(known, byCookie)
	hit, hitErr := authenticating(known, byToken)
	miss, missErr := verifying(w.app, w.user, w.session)
	if err := errors.Join(cookieErr, hitErr, missErr); err != nil {
		return err
	}
	figures := map[string]float64{
		"es256_us": bare, "cookie_us": cookie, "jwt_hit_us": hit, "jwt_miss_us": miss, "jwt_hit_limit_us": 2,
		"cookie_of_es256": round3(cookie / bare), "jwt_hit_of_es256": round3(hit / bare), "jwt_miss_of_es256": round3(miss / bare),
	}
	bareRead, err := reading(w.bare(), w.incoming())
	if err != nil {
		return err
	}
	for name, r := range map[string]*http.Request{"cookie": byCookie, "jwt": byToken} {
		whole, err := reading(w.app.Server.Handler, r)
		if err != nil {
			return err
		}
		figures["read_by_"+name+"_us"], figures["read_by_"+name+"_of_bare"] = whole, round3(whole/bareRead)
	}
	figures["read_bare_us"] = bareRead
	return (&result{Case: "auth_cost", Engine: string(engine), Figures: figures}).print()
}

// es256 is one bare verification, in microseconds.
func es256() (float64, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return 0, err
	}
	sum := sha256.Sum256([]byte("what a token says"))
	signature, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
	if err != nil {
		return 0, err
	}
	return round3(timed(func() { ecdsa.VerifyASN1(&key.PublicKey, sum[:], signature) }) / 1000), nil
}

// reading is a whole request for one task, in microseconds.
func reading(h http.Handler, r *http.Request) (us float64, err error) {
	once := httptest.NewRecorder()
	if h.ServeHTTP(once, r.Clone(r.Context())); once.Code != http.StatusOK {
		return 0, fmt.Errorf("a read is answered %d: %s", once.Code, once.Body)
	}
	return round1(timed(func() { h.ServeHTTP(&sink{header: http.Header{}}, r.Clone(r.Context())) }) / 1000), nil
}

func (w *world) incoming() *http.Request {
	r := httptest.NewRequest(http.MethodGet, w.path("/tasks/%s", w.tasks[0]), nil)
	r.RemoteAddr = "127.0.0.1:1"
	return r
}

func authenticating(a *authn.Authenticator, r *http.Request) (us float64, err error) {
	ns := timed(func() {
		if _, e := a.Authenticate(r); e != nil {
			err = e
		}
	})
	return round3(ns / 1000), err
}

// verifying checks the signatures of tokens that are new.
func verifying(a *app.App, user id.User, session id.Session) (us float64, err error) {
	tokens := make([]string, freshTokens)
	for i := range tokens {
		if tokens[i], err = a.Tokens.Issue(user, session, 1, nil); err != nil {
			return 0, err
		}
	}
	began := time.Now()
	for _, t := range tokens {
		if _, err := a.Tokens.Verify(context.Background(), t); err != nil {
			return 0, err
		}
	}
	return round1(float64(time.Since(began).Microseconds()) / freshTokens), nil
}

// timed returns nanoseconds per call.
func timed(f func()) float64 {
	return float64(testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			f()
		}
	}).NsPerOp())
}

// pathCost is what each step of the path takes, in nanoseconds, without the database.
func (b *bench) pathCost(ctx context.Context, engine db.Engine) error {
	w, err := newWorld(ctx, engine, b.Tasks)
	if err != nil {
		return err
	}
	defer w.close()
	p := w.app.Pipeline
	empty := edge.New(edge.Options{Limiter: p.Limiter, Limit: p.Limits.Apply(ratelimit.Edge), Logger: slog.New(slog.DiscardHandler)})(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	r := w.incoming()
	r.Header.Set("Cookie", w.cookie)
	var faults []error
	keep := func(err error) {
		if err != nil && len(faults) < 3 {
			faults = append(faults, err)
		}
	}
	spec := w.specOf("tasks.get")
	figures := map[string]float64{
		"edge_ns": timed(func() { empty.ServeHTTP(&sink{header: http.Header{}}, r) }),
		"admit_ns": timed(func() {
			_, err := p.Admit(&sink{header: http.Header{}}, r, spec)
			keep(err)
		}),
	}
	for name, permission := range map[string]authz.Permission{"decide_read_ns": authz.TasksRead, "decide_update_ns": authz.TasksUpdate} {
		question := w.question(permission)
		figures[name] = timed(func() {
			_, err := p.Policies.Check(question)
			keep(err)
		})
	}
	figures["audit_ns"] = timed(func() {
		keep(p.Audit.Write(ctx, &capture{}, audit.Entry{
			Workspace: w.workspace, At: clock.System().Now(), Name: "task.updated", Outcome: audit.Success, Actor: w.user, Session: w.session,
			Target: "tsk_01", Details: map[string]string{"fields": "title"},
		}))
	})
	if err := errors.Join(faults...); err != nil {
		return err
	}
	return (&result{Case: "path_cost", Figures: figures}).print()
}

func (w *world) specOf(name string) endpoint.Spec {
	for _, s := range w.app.API.Specs() {
		if s.Name == name {
			return s
		}
	}
	return endpoint.Spec{}
}

func (w *world) question(permission authz.Permission) authz.Request {
	return authz.Request{
		Principal: authn.Principal{User: w.user, Session: w.session, Method: authn.Cookie}, Permission: permission, Workspace: w.workspace,
		Standing: authz.Standing{Active: true, Role: authz.Member},
		Resource: authz.Resource{Kind: authz.OfTask, ID: w.tasks[0].String(), Project: w.project, Creator: w.user}, Now: clock.System().Now(),
	}
}

// sink is a response that nobody reads.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(int)             {}
