package projects

import (
	"context"

	"taskflow/internal/features/projects/queries"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/endpoint"
)

type updateIn struct {
	Path
	Body updateBody
}

type updateBody struct {
	Name        *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Description *string `json:"description,omitempty" maxLength:"10000"`
	Private     *bool   `json:"private,omitempty" doc:"Whoever makes a project private stays in it"`
	Archived    *bool   `json:"archived,omitempty"`
}

func update(ctx context.Context, c *endpoint.Call, in *updateIn) (*Project, error) {
	if err := inTurn(ctx, c, in.facts.ID); err != nil {
		return nil, err
	}
	if err := c.MatchVersion(in.facts.Version); err != nil {
		return nil, err
	}
	changed, err := in.changed(c)
	if err != nil {
		return nil, err
	}
	if changed.Private && !in.facts.Private {
		if err := hide(ctx, c, changed.ID); err != nil {
			return nil, err
		}
	}
	err = queries.New(c.Tx.One(problem.EditConflict())).Update(ctx, queries.UpdateParams{
		WorkspaceID: c.Grant.Workspace(), ProjectID: changed.ID, Version: in.facts.Version, Now: c.Now,
		Name: changed.Name, Description: changed.Description, Private: changed.Private, ArchivedAt: changed.ArchivedAt,
	})
	if err != nil {
		return nil, err
	}
	changed.UpdatedAt, changed.Version = c.Now, in.facts.Version+1
	project := changed.project()
	c.Emit(events.Event{Kind: "project.updated", Project: changed.ID, Data: newsOf(project)})
	return project, nil
}

// hide keeps whoever makes the project private in it, and tells those who lose sight of it.
func hide(ctx context.Context, c *endpoint.Call, project id.Project) error {
	if _, err := addMember(ctx, c, queries.New(c.Tx), project, c.Grant.User()); err != nil {
		return err
	}
	c.Emit(events.Event{Kind: "project.hidden", Project: project, Lost: true})
	return unassign(ctx, c, project)
}

// changed is the project as it is to be.
func (in *updateIn) changed(c *endpoint.Call) (Facts, error) {
	f := in.facts
	if in.Body.Name != nil {
		name, err := trimmed("body.name", *in.Body.Name)
		if err != nil {
			return f, err
		}
		f.Name = name
		c.Detail("name", "changed")
	}
	if in.Body.Description != nil {
		f.Description = *in.Body.Description
		c.Detail("description", "changed")
	}
	if in.Body.Private != nil {
		f.Private = *in.Body.Private
		c.Detail("private", yesNo(f.Private))
	}
	if in.Body.Archived != nil {
		c.Detail("archived", yesNo(*in.Body.Archived))
		f.archive(c, *in.Body.Archived)
	}
	return f, nil
}

// archive keeps the time of a project that is archived already.
func (f *Facts) archive(c *endpoint.Call, archived bool) {
	switch {
	case !archived:
		f.ArchivedAt = nil
	case f.ArchivedAt == nil:
		f.ArchivedAt = &c.Now
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
