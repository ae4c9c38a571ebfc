package system

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"taskflow/internal/security/endpoint"
)

//go:embed reference.html
var referencePage string

//go:embed reference.css
var referenceStyle string

var reference = template.Must(template.New("reference").Parse(referencePage))

func (s *System) openapi(_ context.Context, w http.ResponseWriter) error {
	text, err := s.API.OpenAPI()
	if err != nil {
		return fmt.Errorf("writing the OpenAPI document: %w", err)
	}
	return write(w, "application/json", string(text))
}

func (s *System) style(_ context.Context, w http.ResponseWriter) error {
	return write(w, "text/css; charset=utf-8", referenceStyle)
}

// referencePolicy lets the page load its own style sheet and nothing else.
const referencePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

type chapter struct {
	Feature   string
	Endpoints []shown
}

type shown struct {
	endpoint.Spec
	Example string
}

// docs is a page of plain HTML: it needs no script and no other site.
func (s *System) docs(_ context.Context, w http.ResponseWriter) error {
	var page bytes.Buffer
	if err := reference.Execute(&page, s.chapters()); err != nil {
		return fmt.Errorf("writing the reference: %w", err)
	}
	w.Header().Set("Content-Security-Policy", referencePolicy)
	return write(w, "text/html; charset=utf-8", page.String())
}

func (s *System) chapters() []chapter {
	var list []chapter
	for _, spec := range s.API.Specs() {
		feature, _, _ := strings.Cut(spec.Name, ".")
		if len(list) == 0 || list[len(list)-1].Feature != feature {
			list = append(list, chapter{Feature: feature})
		}
		item := shown{Spec: spec}
		if spec.Example != nil {
			text, err := json.MarshalIndent(spec.Example, "", "  ")
			if err == nil {
				item.Example = string(text)
			}
		}
		last := &list[len(list)-1]
		last.Endpoints = append(last.Endpoints, item)
	}
	return list
}
