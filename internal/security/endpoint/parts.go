package endpoint

import (
	"errors"

	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
)

var errNothingDecided = errors.New("only a request in its transaction asks about more than it came with")

// Allow decides about one of several things that a request changes, as if it
// had come for that thing alone: by its own permission, the credential's scope
// included, on how the person stood when the request was decided about.
func (c *Call) Allow(p authz.Permission, r authz.Resource) error {
	if c.allow == nil || c.Tx == nil {
		return problem.Internal(errNothingDecided)
	}
	return c.allow(p, r)
}

// Part does one of several changes of a request. It leaves the audit entry that
// the change would have left alone, with the details that f adds; none when f
// emitted no event, because then it changed nothing.
func (c *Call) Part(event audit.Event, target string, f func() error) error {
	whole, before := c.record.Details, len(c.record.Events)
	c.record.Details = nil
	err := f()
	if len(c.record.Events) > before {
		c.record.Parts = append(c.record.Parts, Part{Name: event.Name(), Target: target, Details: c.record.Details})
	}
	c.record.Details = whole
	return err
}

// Deciding is for the pipeline: f is how Allow decides.
func (c *Call) Deciding(f func(authz.Permission, authz.Resource) error) { c.allow = f }
