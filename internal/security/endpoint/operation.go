package endpoint

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	strict "github.com/go-json-experiment/json"
)

// operation is what OpenAPI says about an endpoint.
func operation(s Spec) huma.Operation {
	op := huma.Operation{
		OperationID: s.Name, Method: s.Method, Path: s.Path, Summary: s.Summary, Description: explain(s),
		Tags: []string{feature(s.Name)}, DefaultStatus: s.Success, MaxBodyBytes: s.MaxBody,
		// Nobody waits longer than this for a body; the edge cuts slow ones off earlier.
		BodyReadTimeout: -1,
		Errors:          possibleErrors(s),
		Extensions: map[string]any{
			"x-permission": s.Permission.Name(), "x-rate-class": s.Rate.Name, "x-audit-event": s.Audit.Name(),
		},
	}
	if !s.Permission.ForAnyone() {
		op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	if s.Permission.OfProvisioning() {
		op.Security = []map[string][]string{{"scim": {}}}
	}
	if s.ForMachines() {
		op.Security = append(op.Security, map[string][]string{"key": {}})
	}
	if s.Method == http.MethodPatch || s.Method == http.MethodDelete {
		op.Parameters = append(op.Parameters, header("If-Match",
			"The ETag that the change was made for; another present version answers 412.", 200))
	}
	if s.Method == http.MethodPost && !s.Permission.ForAnyone() && s.NoReplay == "" && s.Shape == Handles {
		op.Parameters = append(op.Parameters, header("Idempotency-Key",
			"Makes a retry safe: within 24 hours the same key answers what the first request was answered.", 255))
	}
	return op
}

func header(name, doc string, most int) *huma.Param {
	return &huma.Param{
		Name: name, In: "header", Description: doc, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &most},
	}
}

func explain(s Spec) string {
	lines := []string{}
	if s.Description != "" {
		lines = append(lines, s.Description, "")
	}
	lines = append(lines, "Permission: `"+s.Permission.Name()+"`. Rate class: `"+s.Rate.Name+"`.")
	if s.StepUp > 0 {
		lines = append(lines, fmt.Sprintf("Asks for a proof of who you are that is at most %d minutes old; without it the answer is the problem `reauthenticate`.", int(s.StepUp.Minutes())))
	}
	if s.Audit.Name() != "" {
		lines = append(lines, "Audit event: `"+s.Audit.Name()+"`.")
	}
	return strings.Join(lines, "\n")
}

func feature(name string) string {
	first, _, _ := strings.Cut(name, ".")
	return first
}

func possibleErrors(s Spec) []int {
	list := []int{http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if !s.Permission.ForAnyone() {
		list = append(list, http.StatusUnauthorized)
	}
	if s.Permission.InTenant() {
		list = append(list, http.StatusForbidden, http.StatusNotFound)
	}
	return list
}

func streamResponse(mediaType string) map[string]*huma.Response {
	return map[string]*huma.Response{strconv.Itoa(http.StatusOK): {
		Description: "The stream", Content: map[string]*huma.MediaType{mediaType: {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

func operationOf(item *huma.PathItem, method string) *huma.Operation {
	switch method {
	case http.MethodGet:
		return item.Get
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	case http.MethodPatch:
		return item.Patch
	case http.MethodDelete:
		return item.Delete
	}
	return nil
}

// The ids of examples are made when the program starts; the document is the
// same every time.
var madeID = regexp.MustCompile(`"([a-z]{3})_[0-9a-z]{26}"`)

const exampleID = "01jc5zt5e8f3bvxk2r9q7m4dhn"

// addExample writes the example as a client would send it: members that say
// nothing are left out, as their text form may be one that is refused.
func addExample(op *huma.Operation, example any) error {
	if op == nil || op.RequestBody == nil || example == nil {
		return nil
	}
	text, err := strict.Marshal(example, strict.Deterministic(true))
	if err != nil {
		return fmt.Errorf("writing the example of %s: %w", op.OperationID, err)
	}
	text = madeID.ReplaceAll(text, []byte(`"${1}_`+exampleID+`"`))
	var sent any
	if err := strict.Unmarshal(text, &sent); err != nil {
		return fmt.Errorf("reading the example of %s: %w", op.OperationID, err)
	}
	for _, content := range op.RequestBody.Content {
		content.Example = sent
	}
	return nil
}
