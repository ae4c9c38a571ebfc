package activity

import (
	"context"
	"fmt"
	"time"

	"taskflow/internal/features/activity/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/authn"
)

// sight is what a person may see of a batch of events, at this moment.
type sight struct {
	person   id.User
	asks     authn.Principal
	projects map[id.Project]bool
	// since is when the person came into the workspace; it's asked only where
	// an event's Lost makes it matter.
	since time.Time
}

// shows tells whether an event is for the person. The lists' statements say the
// same in SQL.
func (s sight) shows(e events.Stored) bool {
	sees := e.Project.IsZero() || s.projects[e.Project]
	switch {
	case !s.asks.Reaches(e.Project): // also what is of no project
		return false
	case !e.Reader.IsZero() && e.Reader != s.person:
		return false
	case !e.Lost:
		return sees
	case sees:
		return false
	}
	return !e.Reader.IsZero() || !e.At.Before(s.since)
}

// look asks what of the events the person may see now.
func (f *follower) look(ctx context.Context, q db.Querier, list []events.Stored) (sight, error) {
	seen := sight{person: f.call.Principal.User, asks: f.call.Principal}
	first, last, any := stretch(list)
	if !any {
		return seen, nil
	}
	projects, err := queries.New(q).VisibleProjects(ctx, queries.VisibleProjectsParams{
		UserID: seen.person, WorkspaceID: f.workspace, First: first, Last: last,
	})
	if err != nil {
		return seen, fmt.Errorf("asking which projects are seen: %w", err)
	}
	seen.projects = make(map[id.Project]bool, len(projects))
	for _, p := range projects {
		seen.projects[p] = true
	}
	if !tellsLoss(list) {
		return seen, nil
	}
	seen.since, err = queries.New(q).Joined(ctx, queries.JoinedParams{WorkspaceID: f.workspace, UserID: seen.person})
	if err != nil {
		return seen, fmt.Errorf("asking since when the person is here: %w", err)
	}
	return seen, nil
}

func tellsLoss(list []events.Stored) bool {
	for _, e := range list {
		if e.Lost && e.Reader.IsZero() {
			return true
		}
	}
	return false
}

// stretch is the range of positions in which events of projects are.
func stretch(list []events.Stored) (first, last int64, any bool) {
	for _, e := range list {
		if e.Project.IsZero() {
			continue
		}
		if !any || e.Position < first {
			first = e.Position
		}
		if !any || e.Position > last {
			last = e.Position
		}
		any = true
	}
	return first, last, any
}
