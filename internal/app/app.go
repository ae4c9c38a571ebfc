package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"taskflow/internal/app/webui"
	"taskflow/internal/features/apikeys"
	"taskflow/internal/features/identities"
	"taskflow/internal/features/passkeys"
	"taskflow/internal/features/serviceaccounts"
	"taskflow/internal/features/system"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/geo"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/jobs"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/password"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/pipeline"
	"taskflow/internal/security/ratelimit"
)

// MasterKeySize is the length of the master key in bytes.
const MasterKeySize = 32

// Options are what an App is made of. Clock, Logger, Limiter and Backoff have defaults;
// the rest must be given.
type Options struct {
	Database  db.Config
	MasterKey []byte
	BaseURL   string
	Mail      mail.Sender
	// InvitedOnly closes sign-up to those who hold an invitation.
	InvitedOnly bool
	// Providers are whom people can sign in with; Egress is what requests to them may reach.
	Providers []identities.Provider
	Egress    egress.Policy
	// Given tells whether the operator has given a domain to a workspace: he answers for who
	// reads its mailboxes. Nil gives none.
	Given func(workspace id.Workspace, domain string) bool
	// TokenAlgorithm signs access tokens; empty keeps to that of the keys that are there.
	TokenAlgorithm string
	// NoMagicLinks leaves out the links that sign in.
	NoMagicLinks bool
	Passwords    password.Options
	// Breached are passwords that nobody may choose; nil for none.
	Breached *password.Breached
	// Places say where an address is; nil for no file of them.
	Places  *geo.Places
	Limits  ratelimit.Limits
	Limiter ratelimit.Limiter
	// Backoff makes whoever guesses wait.
	Backoff ratelimit.Backoff
	// Carrier tells other nodes of changes; nil is the database's own, if it has one.
	Carrier events.Carrier
	// Release ends what Limiter and Carrier stand on; nil if there is nothing. New
	// takes it over: it is called once, when New fails or at the end of Close.
	Release func()
	Edge    edge.Options
	Clock   clock.Clock
	Logger  *slog.Logger
}

// App is a composed TaskFlow that isn't listening yet.
type App struct {
	DB       *db.DB
	Hub      *events.Hub
	Pipeline *pipeline.Pipeline
	Tokens   *authn.Tokens
	API      *endpoint.API
	// Pages are the addresses of the web app.
	Pages []webui.Route
	// Jobs run what follows a commit, such as mails.
	Jobs *jobs.Queue
	// Server has the edge and every endpoint, and is not started.
	Server *http.Server

	options Options
	keys    *authn.Keys
	sealer  *token.Sealer
	hasher  *password.Hasher
	policy  *password.Policy
	audit   *audit.Log
	system  *system.System
	// passkeys is asked by sign-ins beside its own endpoints.
	passkeys *passkeys.Passkeys
	workers  []func(context.Context) error
}

// New migrates the database and composes an App on it.
func New(ctx context.Context, o Options) (*App, error) {
	o = o.withDefaults()
	database, err := openDatabase(ctx, o.Database)
	if err != nil {
		o.Release()
		return nil, err
	}
	a := &App{DB: database, Hub: events.NewHub(), options: o}
	if err := a.compose(ctx); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

func openDatabase(ctx context.Context, c db.Config) (*db.DB, error) {
	if _, err := db.Migrate(ctx, c); err != nil {
		return nil, err
	}
	return db.Open(ctx, c)
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Limiter == nil {
		o.Limiter = ratelimit.NewMemory(o.Clock, 200_000)
	}
	if o.Backoff == nil {
		o.Backoff = ratelimit.NewMemoryBackoff(o.Clock, rateKeys)
	}
	if o.Given == nil {
		o.Given = func(id.Workspace, string) bool { return false }
	}
	if o.Release == nil {
		o.Release = func() {}
	}
	return o
}

func (a *App) compose(ctx context.Context) (err error) {
	o := a.options
	if len(o.MasterKey) != MasterKeySize {
		return errors.New("the master key must be 32 bytes")
	}
	if a.sealer, err = token.NewSealer(o.MasterKey); err != nil {
		return fmt.Errorf("preparing the sealer: %w", err)
	}
	if a.keys, err = authn.LoadKeys(ctx, a.DB, a.sealer, o.Clock, o.TokenAlgorithm); err != nil {
		return fmt.Errorf("loading the signing keys: %w", err)
	}
	policies, err := authz.LoadPolicies()
	if err != nil {
		return err
	}
	auditKey, err := hkdf.Key(sha256.New, o.MasterKey, nil, "taskflow audit addresses", 32)
	if err != nil {
		return fmt.Errorf("deriving the audit key: %w", err)
	}
	a.audit = audit.NewLog(auditKey)
	a.hasher, a.policy = password.New(o.Passwords), &password.Policy{Breached: o.Breached}
	a.Jobs = jobs.New(a.DB, a.sealer, o.Clock, o.Logger, jobs.Options{})
	a.Jobs.HandleMail(o.Mail)
	if a.passkeys, err = passkeys.New(a.passkeyDeps()); err != nil {
		return err
	}
	a.Jobs.Handle(emptyTrash, a.emptyTrash)
	a.Jobs.Handle(apikeys.ExpiryJob, a.apiKeys().Warn)
	a.Jobs.Handle(serviceaccounts.ExpiryJob, a.serviceAccounts().Warn)
	a.workers = append(a.workers, a.Jobs.Run, a.forgetSignIns, a.watchKeys)
	a.spread()
	a.Tokens = authn.NewTokens(a.keys, o.Clock, o.BaseURL)
	a.Pipeline = pipeline.New(pipeline.Parts{
		DB: a.DB, Clock: o.Clock, Authenticator: authn.NewAuthenticator(a.DB, a.Tokens), Limiter: o.Limiter, Limits: o.Limits,
		Policies: policies, Audit: a.audit, Hub: a.Hub, Cursors: a.sealer,
	})
	return a.mount()
}

// mount registers every endpoint and the web app, and puts the edge before them.
func (a *App) mount() (err error) {
	mux := http.NewServeMux()
	a.system = &system.System{Ping: a.DB.Ping}
	a.recovery().Handle()
	a.emailChange().Handle()
	list := a.features()
	if a.API, err = endpoint.Mount(mux, "TaskFlow", "1", a.Pipeline, list); err != nil {
		return err
	}
	a.system.API = a.API
	site, err := webui.New(webui.Options{Limiter: a.options.Limiter, Limit: a.options.Limits.Apply(ratelimit.Public)})
	if err != nil {
		return fmt.Errorf("preparing the web app: %w", err)
	}
	a.Pages = site.Routes()
	for _, r := range a.Pages {
		mux.Handle(r.Pattern, r.Handler)
	}
	mux.HandleFunc("/", unrouted(mux, site.Rest))
	o := a.options.Edge
	o.Logger, o.Clock = a.options.Logger, a.options.Clock
	o.BodyLimit, o.CrossSite = bodyLimits(mux, a.API.Specs()), crossSite(mux, a.API.Specs())
	a.Server = edge.Server(o, mux)
	return nil
}

// Close ends the App; the server and the background work must have ended. What
// requests and workers ask comes last: nobody is left to ask it.
func (a *App) Close() {
	a.DB.Close()
	a.options.Release()
}
