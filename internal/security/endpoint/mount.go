package endpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authn"
)

// API is the mounted list of endpoints.
type API struct {
	huma  huma.API
	specs []Spec
}

// Specs returns the endpoints in the order they were listed.
func (a *API) Specs() []Spec { return a.specs }

// OpenAPI returns the OpenAPI 3.1 document as JSON.
func (a *API) OpenAPI() ([]byte, error) { return a.huma.OpenAPI().MarshalJSON() }

// mounting is what registration needs and gathers.
type mounting struct {
	api     huma.API
	runner  Runner
	reasons []string
}

// Mount registers the endpoints on mux. If any of them is incomplete it
// returns an error that lists everything that is missing from all of them.
func Mount(mux *http.ServeMux, title, version string, runner Runner, list []Definition) (*API, error) {
	if reasons := Refusals(list); len(reasons) > 0 {
		return nil, refused(reasons)
	}
	m := &mounting{api: humago.New(mux, configuration(title, version)), runner: runner}
	api := &API{huma: m.api}
	for _, d := range list {
		d.register(m)
		api.specs = append(api.specs, d.Spec())
	}
	if len(m.reasons) > 0 {
		return nil, refused(m.reasons)
	}
	return api, nil
}

func configuration(title, version string) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: title, Version: version},
			Components: &huma.Components{
				Schemas: schemas(),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: authn.CookieName},
					"token":   {Type: "http", Scheme: "bearer", BearerFormat: "at+jwt"},
					"scim":    {Type: "http", Scheme: "bearer", BearerFormat: "tfu_"},
					"key":     {Type: "http", Scheme: "bearer", BearerFormat: "tfk_"},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": strictJSON, "json": strictJSON},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
}

// schemaName puts the feature before the names of its types: several have a
// createBody. A list is named after what it lists.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	generic, argument, isGeneric := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if isGeneric {
		dot := strings.LastIndex(argument, ".")
		return generic + inFeature(argument[:max(dot, 0)], upperFirst(argument[dot+1:]))
	}
	return inFeature(t.PkgPath(), huma.DefaultSchemaNamer(t, hint))
}

// inFeature puts the feature of a package before a type's name, unless the name is the feature's own.
func inFeature(pkg, name string) string {
	_, feature, found := strings.Cut(pkg, "/features/")
	feature = strings.ReplaceAll(feature, "/", "")
	if !found || strings.HasPrefix(strings.ToLower(feature), strings.ToLower(name)) {
		return name
	}
	return upperFirst(feature) + name
}

func upperFirst(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// exchangeKey finds the exchange in a request's context.
type exchangeKey struct{}

// exchange is what passes from admission to the handler.
type exchange struct {
	w         http.ResponseWriter
	r         *http.Request
	principal authn.Principal
	scim      bool
}

// writeProblem answers in the form that the endpoint's clients know.
func (s Spec) writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	if s.SCIM {
		problem.WriteSCIM(w, err)
		return
	}
	problem.Write(w, r, err)
}

// admit runs before the input is even read.
func (m *mounting) admit(s Spec) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		if r.ContentLength > s.MaxBody {
			s.writeProblem(w, r, problem.TooLarge(s.MaxBody))
			return
		}
		p, err := m.runner.Admit(w, r, s)
		if err == nil {
			err = checkQuery(r)
		}
		if err != nil {
			s.writeProblem(w, r, err)
			return
		}
		if s.Compress != "" {
			w = newCompressing(w, r)
			ctx = humago.NewContext(ctx.Operation(), r, w)
		}
		next(huma.WithValue(ctx, exchangeKey{}, &exchange{w: w, r: r, principal: p, scim: s.SCIM}))
	}
}

var errNoExchange = errors.New("a handler was called outside its path")

func exchangeOf(ctx context.Context) (*exchange, error) {
	x, ok := ctx.Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, problem.Internal(errNoExchange)
	}
	return x, nil
}

func refused(reasons []string) error {
	text := fmt.Sprintf("%d things about the endpoints are undecided:", len(reasons))
	for _, r := range reasons {
		text += "\n  " + r
	}
	return errors.New(text)
}
