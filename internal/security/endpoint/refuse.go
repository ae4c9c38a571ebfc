package endpoint

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

var (
	nameForm  = regexp.MustCompile(`^[a-z][a-z_]*\.[a-z][a-z_]*$`)
	auditForm = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)+$`)
	methods   = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
)

// Refusals returns everything that is undecided or contradictory in a list of
// endpoints; none means that it can be mounted.
func Refusals(list []Definition) []string {
	var reasons []string
	seen := map[string]string{}
	for _, d := range list {
		s := d.Spec()
		reasons = append(reasons, d.reasonsAgainst()...)
		for _, key := range []string{"name " + s.Name, s.Method + " " + s.Path} {
			if first, twice := seen[key]; twice {
				reasons = append(reasons, fmt.Sprintf("%s: %s stands twice (%s)", s.Name, key, first))
			}
			seen[key] = s.Name
		}
	}
	return reasons
}

func (e Endpoint[In, Out]) reasonsAgainst() []string { //nolint:cyclop // a list of rules, one a line
	s := e.Spec()
	against := complaints{name: s.Name + " (" + s.Method + " " + s.Path + ")"}
	against.when(!nameForm.MatchString(s.Name), "the name must be feature.verb")
	against.when(!slices.Contains(methods, s.Method), "the method is not one of GET, POST, PUT, PATCH, DELETE")
	against.when(!strings.HasPrefix(s.Path, "/"), "the path must start with /")
	against.when(s.Summary == "", "it has no summary")
	against.when(!s.Permission.Decided(), "nobody decided who may (Permission)")
	against.when(s.Permission.ForAnyone() && s.Permission.Reason() == "", "anyone may, without a reason")
	against.when(s.Rate.Name == "", "nobody decided its rate class (Rate)")
	against.when(!s.Audit.Decided(), "nobody decided what the audit log says (Audit)")
	// Such an input just doesn't belong into an address.
	fromInput := e.Show != nil && e.Before != nil && e.Target == nil && e.Ask == nil && s.Permission.ForAnyone()
	gets := s.Method == http.MethodGet
	against.when(!s.Reads() && s.Audit.Name() == "", "it changes something without an audit event")
	against.when(s.Audit.Name() != "" && !auditForm.MatchString(s.Audit.Name()), "the audit event must be like task.moved")
	against.when(shapes(e.Handle != nil, e.Show != nil, e.Stream != nil) != 1, "it must have one of Handle, Show, Stream")
	against.when(e.Show != nil && !fromInput && (e.Target == nil && e.Ask == nil || !gets), "Show needs a Target or Ask, and the method GET, or for anyone a Before")
	against.when(e.Ask != nil && e.Show == nil, "Ask needs a Show")
	against.when(e.Stream != nil && e.StreamType == "", "Stream needs a StreamType")
	inPath := fieldOf[In]("path", "workspace_id") != nil
	against.when(s.Permission.InTenant() != inPath, "a permission in a workspace needs {workspace_id} in the path, and only that")
	for f := range reflect.TypeFor[In]().Fields() {
		against.when(f.Anonymous && !f.IsExported(), "the embedded "+f.Name+" must be exported, or its fields aren't bound")
	}
	_, hasBody := bodyField[In]()
	against.when(hasBody && gets, "a GET has no body")
	against.when(hasBody && s.Example == nil, "it has no example of its body")
	against.when(s.MaxBody > DefaultMaxBody && e.Before == nil, "a large body must be worked on outside the transaction (Before)")
	against.when(s.Upload != "" && (hasBody || e.Before == nil || s.Reads()), "an Upload needs Before to read it, and no Body beside it")
	nothing := reflect.TypeFor[Out]() == reflect.TypeFor[Nothing]()
	against.when(e.Elsewhere != nil && (!nothing || s.Method != http.MethodPost || e.Handle == nil), "only a POST that answers nothing sends the browser on")
	against.when(s.CrossSite != "" && (s.Reads() || !s.Permission.ForAnyone()), "from other sites nothing comes that is for whom a credential names")
	against.when(s.Timeout < 0 || s.Timeout > LongestTimeout, "the Timeout is longer than anybody may hold the database")
	against.when(s.Timeout != 0 && s.Reads(), "only a change has a Timeout")
	against.when(e.StepUp < 0 || e.StepUp > LongestStepUp, "a StepUp lies within the hour")
	against.when(e.StepUp != 0 && !s.Permission.Scoped(), "only who is signed in can step up")
	_, versioned := any(new(Out)).(Versioned)
	against.when(s.Compress != "" && (!s.Reads() || e.Stream != nil || s.NoReplay != ""), "only the JSON answer of a read may be compressed")
	against.when(s.Compress != "" && versioned, "its ETag would be that of two forms (Compress)")
	if s.Compress != "" {
		secret := secretIn(reflect.TypeFor[Out](), map[reflect.Type]bool{})
		against.when(secret != "", "an answer with a secret isn't compressed: "+secret)
	}
	against.when(e.ByProject && (!s.Permission.InTenant() || !s.ForMachines()), "ByProject is about keys in a workspace")
	_, statused := any(new(Out)).(Statused)
	against.when(statused != (s.Otherwise != 0), "an Out with a status and Otherwise need each other")
	return against.list
}

// secretWords are in the names of what must not be in a compressed answer.
var secretWords = regexp.MustCompile(`(?i)secret|token|passw|passk|credential|recovery|otp|cookie|cipher|signature|(^|_)(key|code|codes|pin|link|url|uri)($|_)`)

// secretIn is the first member of an answer that is called like a secret.
func secretIn(t reflect.Type, seen map[reflect.Type]bool) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return ""
	}
	seen[t] = true
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			name = f.Name
		}
		if secretWords.MatchString(name) {
			return name
		}
		if inner := secretIn(f.Type, seen); inner != "" {
			return inner
		}
	}
	return ""
}

type complaints struct {
	name string
	list []string
}

func (c *complaints) when(wrong bool, why string) {
	if wrong {
		c.list = append(c.list, c.name+": "+why)
	}
}

func shapes(present ...bool) (n int) {
	for _, p := range present {
		if p {
			n++
		}
	}
	return n
}

// unbounded returns the parts of an input that have no limit.
func unbounded(s Spec, op *huma.Operation, named huma.Registry) []string {
	if op == nil {
		return nil
	}
	b := boundary{name: s.Name, named: named, seen: map[*huma.Schema]bool{}}
	for _, p := range op.Parameters {
		b.check(p.In+"."+p.Name, p.Schema)
	}
	if op.RequestBody != nil {
		for _, content := range op.RequestBody.Content {
			b.check("body", content.Schema)
		}
	}
	return b.list
}

type boundary struct {
	name  string
	named huma.Registry
	list  []string
	seen  map[*huma.Schema]bool
}

func (b *boundary) check(where string, s *huma.Schema) {
	if s != nil && s.Ref != "" { // every struct is a schema of its own, and only named here
		s = b.named.SchemaFromRef(s.Ref)
	}
	if s == nil || b.seen[s] {
		return
	}
	b.seen[s] = true
	switch s.Type {
	case huma.TypeString:
		b.when(s.MaxLength == nil && len(s.Enum) == 0 && s.Format == "", where, "a string without maxLength, enum or format")
	case huma.TypeInteger, huma.TypeNumber:
		b.when(s.Maximum == nil || s.Minimum == nil, where, "a number without minimum and maximum")
	case huma.TypeArray:
		b.when(s.MaxItems == nil, where, "an array without maxItems")
		b.check(where+"[]", s.Items)
	case huma.TypeObject:
		b.when(s.AdditionalProperties != false, where, "an object that takes unknown members")
		for name, property := range s.Properties {
			b.check(where+"."+name, property)
		}
	}
}

func (b *boundary) when(wrong bool, where, why string) {
	if wrong {
		b.list = append(b.list, b.name+": "+where+" is "+why)
	}
}
