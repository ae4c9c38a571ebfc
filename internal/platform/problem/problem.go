// Package problem holds TaskFlow's one error type.
//
// A Problem has a public half, which a client may see, and a private half, the
// cause, which goes to the log and nowhere else. An error that isn't a Problem
// is an internal one, and its text stays inside. The table that maps problems
// to HTTP (RFC 9457) is in this package and nowhere else.
package problem

import (
	"errors"
	"time"
)

// Field says which part of an input was refused and why. Reason never repeats
// what was submitted: it may have been a password.
type Field struct {
	Field  string `json:"field" doc:"Where in the request: body.title, path.task_id, query.limit" maxLength:"200"`
	Reason string `json:"reason" doc:"Why it was refused" maxLength:"500"`
}

// Problem is an error with a public and a private half.
type Problem struct {
	Code       Code
	Detail     string        // public: one sentence for the person who reads it; may be empty
	Fields     []Field       // public: what in the input was wrong
	RetryAfter time.Duration // public: when it is worth trying again; 0 = not said
	age        time.Duration // public: how old a proof of who one is may be (RFC 9470)
	oauth      OAuthError    // public: the name by which a token endpoint tells it
	scim       SCIMType      // public: what SCIM calls it
	cause      error         // private
}

// Error describes both halves; it is for logs, never for clients.
func (p *Problem) Error() string {
	text := string(p.Code)
	if p.Detail != "" {
		text += ": " + p.Detail
	}
	for _, f := range p.Fields {
		text += "; " + f.Field + ": " + f.Reason
	}
	if p.cause != nil {
		text += ": " + p.cause.Error()
	}
	return text
}

// Unwrap returns the private half.
func (p *Problem) Unwrap() error { return p.cause }

// Is makes errors.Is(err, problem.NotFound(nil)) match any problem of the same code.
func (p *Problem) Is(target error) bool {
	var other *Problem
	return errors.As(target, &other) && other.Code == p.Code
}

// From returns err as a Problem. What isn't one, a panic's error or a broken
// database's, becomes the generic internal problem with err as its private half.
func From(err error) *Problem {
	if err == nil {
		return nil
	}
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return Internal(err)
}

// CodeOf returns the code of err; it is CodeInternal for errors of other kinds.
func CodeOf(err error) Code {
	if p := From(err); p != nil {
		return p.Code
	}
	return ""
}
