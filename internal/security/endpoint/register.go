package endpoint

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	strict "github.com/go-json-experiment/json"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/authz"
)

// answer is an Out as huma writes it.
type answer[Out any] struct {
	Status int
	Body   *Out
}

// noAnswer is how huma writes Nothing.
type noAnswer struct{}

func (e Endpoint[In, Out]) register(m *mounting) { e.mount(m) }

// mount has a pointer, so that no request copies the endpoint.
func (e *Endpoint[In, Out]) mount(m *mounting) {
	spec := e.Spec()
	op := operation(spec)
	op.Middlewares = huma.Middlewares{m.admit(spec)}
	tenant := fieldOf[In]("path", "workspace_id")
	switch {
	case e.Stream != nil:
		op.Responses = streamResponse(e.StreamType)
		huma.Register(m.api, op, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
			return e.stream(ctx, m.runner, &spec, tenant, in)
		})
	case e.Elsewhere != nil:
		huma.Register(m.api, op, func(ctx context.Context, in *In) (*seeOther, error) {
			_, err := e.serve(ctx, m.runner, &spec, tenant, in)
			return e.elsewhere(ctx, in, err)
		})
	case spec.Success == http.StatusNoContent:
		huma.Register(m.api, op, func(ctx context.Context, in *In) (*noAnswer, error) {
			_, err := e.serve(ctx, m.runner, &spec, tenant, in)
			return &noAnswer{}, wire(ctx, err)
		})
	default:
		huma.Register(m.api, op, func(ctx context.Context, in *In) (*answer[Out], error) {
			out, err := e.serve(ctx, m.runner, &spec, tenant, in)
			if err != nil {
				return nil, wire(ctx, err)
			}
			return &answer[Out]{Status: status(spec, out), Body: out}, nil
		})
	}
	registered := m.api.OpenAPI().Paths[spec.Path]
	m.reasons = append(m.reasons, unbounded(spec, operationOf(registered, spec.Method), m.api.OpenAPI().Components.Schemas)...)
	describeUpload(operationOf(registered, spec.Method), spec)
	if err := addExample(operationOf(registered, spec.Method), e.Example); err != nil {
		m.reasons = append(m.reasons, err.Error())
	}
}

// seeOther is how huma sends a browser on.
type seeOther struct {
	Location string `header:"Location"`
}

// elsewhere sends the browser on, with what came of its request.
func (e *Endpoint[In, Out]) elsewhere(ctx context.Context, in *In, err error) (*seeOther, error) {
	if err == nil {
		return &seeOther{Location: e.Elsewhere(in, nil)}, nil
	}
	p := problem.From(err)
	if page := e.Elsewhere(in, p); page != "" && p.Code.Status() < http.StatusInternalServerError {
		return &seeOther{Location: page}, nil
	}
	return nil, wire(ctx, err)
}

// status is the endpoint's, unless the answer knows better.
func status(spec Spec, out any) int {
	if s, ok := out.(Statused); ok && s.AnswerStatus() == spec.Otherwise {
		return spec.Otherwise
	}
	return spec.Success
}

// serve walks one request through the runner and returns the answer's body.
func (e *Endpoint[In, Out]) serve(ctx context.Context, runner Runner, spec *Spec, tenant []int, in *In) (*Out, error) {
	x, err := exchangeOf(ctx)
	if err != nil {
		return nil, err
	}
	var out *Out
	run := e.run(runner, x, spec, tenant, in)
	run.Handle = func(ctx context.Context) (err error) {
		if e.Show != nil {
			out, err = e.Show(run.Call, in)
		} else {
			out, err = e.Handle(ctx, run.Call, in)
		}
		return err
	}
	run.Answer = func() any { return out }
	run.Restore = func(body []byte) error {
		out = new(Out)
		return strict.Unmarshal(body, out)
	}
	if err := runner.Run(ctx, run); err != nil {
		return nil, err
	}
	if v, ok := any(out).(Versioned); ok {
		x.w.Header()["Etag"] = []string{ETag(v.EntityVersion())}
	}
	if l, ok := any(out).(Located); ok {
		x.w.Header().Set("Location", l.MadeAt())
	}
	for _, c := range run.Call.cookies {
		http.SetCookie(x.w, c)
	}
	return out, nil
}

func (e *Endpoint[In, Out]) run(runner Runner, x *exchange, spec *Spec, tenant []int, in *In) *Run {
	run := &Run{
		Call: &Call{
			Principal: x.principal, Now: runner.Now(), Request: x.r, spec: spec,
			ifMatch: x.r.Header.Get("If-Match"), sealer: runner.Sealer(),
		},
		Spec:        spec,
		Writer:      x.w,
		Fingerprint: func() ([32]byte, error) { return fingerprint(spec, x.r, in) },
	}
	if tenant != nil {
		run.WorkspaceID, _ = reflect.ValueOf(in).Elem().FieldByIndex(tenant).Interface().(id.Workspace)
	}
	if e.Target != nil {
		run.Target = func(ctx context.Context, q db.Querier, l authz.Lookup) (authz.Resource, error) {
			return e.Target(ctx, q, l, in)
		}
	}
	if e.Ask != nil {
		run.Ask = func(ctx context.Context, q db.Querier) error { return e.Ask(ctx, q, run.Call, in) }
	}
	if e.Before != nil {
		run.Before = func(ctx context.Context) error { return e.Before(ctx, run.Call, in) }
	}
	return run
}

func (e *Endpoint[In, Out]) stream(ctx context.Context, runner Runner, spec *Spec, tenant []int, in *In) (*huma.StreamResponse, error) {
	x, err := exchangeOf(ctx)
	if err != nil {
		return nil, wire(ctx, err)
	}
	run := e.run(runner, x, spec, tenant, in)
	run.Handle = func(context.Context) error { return nil }
	if err := runner.Run(ctx, run); err != nil {
		return nil, wire(ctx, err)
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) { //nolint:contextcheck // huma hands the same context over again
		if err := e.Stream(hctx.Context(), run.Call, in, x.w); err != nil {
			panic(fmt.Errorf("streaming %s: %w", spec.Name, err)) // the edge writes it, if nothing was written yet
		}
	}}, nil
}

// fingerprint is the same for the same request sent again (path, query and body).
func fingerprint(spec *Spec, r *http.Request, in any) ([32]byte, error) {
	text, err := strict.Marshal(in)
	if err != nil {
		return [32]byte{}, fmt.Errorf("fingerprinting %s: %w", spec.Name, err)
	}
	return sha256.Sum256([]byte(r.Method + " " + r.URL.RequestURI() + "\n" + string(text))), nil
}

// fieldOf finds the field of In that is bound by a tag; nil when there is none.
func fieldOf[In any](kind, name string) []int {
	return findTag(reflect.TypeFor[In](), kind, name)
}

func findTag(t reflect.Type, kind, name string) []int {
	for f := range t.Fields() {
		if tag, _, _ := strings.Cut(f.Tag.Get(kind), ","); tag == name {
			return f.Index
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			if inner := findTag(f.Type, kind, name); inner != nil {
				return append(append([]int{}, f.Index...), inner...)
			}
		}
	}
	return nil
}
