package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"taskflow/internal/features/identities"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/config"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/mail"
	"taskflow/internal/security/endpoint"
)

// Route is an endpoint as the routes command lists it.
type Route struct {
	Name           string `json:"name"`
	Method         string `json:"method"`
	Path           string `json:"path"`
	Authentication string `json:"authentication"`
	Permission     string `json:"permission"`
	RateClass      string `json:"rate_class"`
	AuditEvent     string `json:"audit_event"`
}

// Routes lists the endpoints of an API.
func Routes(api *endpoint.API) []Route {
	var list []Route
	for _, s := range api.Specs() {
		list = append(list, Route{
			Name: s.Name, Method: s.Method, Path: s.Path, Authentication: s.Authentication,
			Permission: s.Permission.Name(), RateClass: s.Rate.Name, AuditEvent: s.Audit.Name(),
		})
	}
	return list
}

// Describe composes an App on a database of its own, which it throws away, and
// returns its routes and its OpenAPI document: what is described is what would run.
func Describe(ctx context.Context) ([]Route, []byte, error) {
	folder, err := os.MkdirTemp("", "taskflow-describe-")
	if err != nil {
		return nil, nil, fmt.Errorf("making a folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	a, err := New(ctx, Options{
		Database: db.Config{URL: filepath.Join(folder, "describe.db")}, MasterKey: make([]byte, MasterKeySize),
		BaseURL: "http://localhost:8080", Mail: &mail.Memory{}, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, nil, err
	}
	defer a.Close()
	document, err := a.API.OpenAPI()
	return Routes(a.API), document, err
}

// Finding is what doctor says about one thing.
type Finding struct {
	Name string
	Says string
	Err  error
}

// Examine checks whether TaskFlow would run with the settings, without starting it.
func Examine(ctx context.Context, s *config.Serve) []Finding {
	_, unfit := limitsOf(s)
	list := []Finding{
		{Name: "settings", Says: "they fit together; people use " + s.BaseURL, Err: unfit},
		examineData(s), examineDatabase(ctx, s), examineMail(s),
	}
	return slices.Concat(list, examineFiles(s), examineProviders(ctx, s))
}

// examineProviders asks each provider what it says of itself, as a sign-in would.
func examineProviders(ctx context.Context, s *config.Serve) (list []Finding) {
	providers, err := providersOf(s)
	if err != nil {
		return []Finding{{Name: "providers", Err: err}}
	}
	for _, p := range providers {
		f := Finding{Name: "oidc", Says: p.ID + " answers at " + p.Issuer}
		if err := identities.Examine(ctx, p, s.Egress()); err != nil {
			f.Err = fmt.Errorf("%s at %s: %w", p.ID, p.Issuer, err)
		}
		list = append(list, f)
	}
	return list
}

func examineData(s *config.Serve) Finding {
	f := Finding{Name: "data", Says: s.Data + " can be written to"}
	probe := filepath.Join(s.Data, ".doctor")
	if f.Err = os.MkdirAll(s.Data, 0o700); f.Err != nil {
		return f
	}
	if f.Err = os.WriteFile(probe, nil, 0o600); f.Err == nil {
		f.Err = os.Remove(probe)
	}
	return f
}

func examineDatabase(ctx context.Context, s *config.Serve) Finding {
	f := Finding{Name: "database"}
	pending, err := db.Pending(ctx, DatabaseOf(&s.Storage))
	if err != nil {
		f.Err = err
		return f
	}
	f.Says = "it answers and its schema is up to date"
	if pending {
		f.Says = "it answers; its schema is older than this program (run: taskflow migrate)"
	}
	return f
}

func examineMail(s *config.Serve) Finding {
	f := Finding{Name: "mail", Says: "it leaves as configured"}
	if !s.Mail.IsSet() {
		f.Says = "none is sent: invitations and sign-up need --mail"
	}
	_, f.Err = mail.Open(s.MailTarget().Reveal(), s.MailFrom, clock.System())
	return f
}
