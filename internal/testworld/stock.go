package testworld

import (
	"context"
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/rank"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authz"
)

// Stock is one of everything in a workspace. Three shelves hold the same kinds:
// what belongs to one of them must not be found by way of another.
type Stock struct {
	Workspace id.Workspace
	// Main and Other are open to the workspace; Private is its maker's only.
	Main, Other, Private Shelf

	Label, OtherLabel id.Label
	// Bystander is a member about whom decisions are made, and who makes none.
	Bystander  *Person
	Invitation id.Invitation
	Import     id.Import
	// Key is an API key of the Bystander's.
	Key id.APIKey
	// Service is a service account with one Secret, which ClientSecret is.
	Service      id.User
	Secret       id.ClientSecret
	ClientSecret string
	// Provisioned is somebody whom the provider has named, who isn't to be a member, Group a
	// group of it without anybody, Provisioner who holds its token.
	Provisioned       id.ProvisionedUser
	Group             id.ProvisionedGroup
	ProvisioningToken id.ProvisioningToken
	Provisioner       *Person
	// Entry is one of the audit log.
	Entry id.Audit
}

// Shelf is one project with one of everything a project holds.
type Shelf struct {
	Project         id.Project
	Column, Backlog id.Column
	Task, Neighbour id.Task
	// Trashed and Removed are a task and a comment of Task that were deleted.
	Trashed         id.Task
	Comment         id.Comment
	Removed         id.Comment
	Item, OtherItem id.ChecklistItem
	// View is one that its maker shares.
	View id.View
}

// Stock fills Acme, whose things Member makes, and Umbra, whose things are
// Outsider's.
func (w *World) Stock(t testing.TB) (acme, umbra *Stock) {
	t.Helper()
	w.Together(t, func() {
		acme, umbra = w.stock(t, w.Acme, w.Owner, w.Member), w.stock(t, w.Umbra, w.Outsider, w.Outsider)
	})
	for _, s := range []*Stock{acme, umbra} {
		w.happened(t, s)
	}
	return acme, umbra
}

func (w *World) stock(t testing.TB, workspace id.Workspace, owner, maker *Person) *Stock {
	t.Helper()
	s := &Stock{Workspace: workspace, Bystander: w.NewPerson(t, "Bystander")}
	w.Join(t, workspace, s.Bystander, authz.Member)
	now := w.Clock.Now()
	for label, name := range map[*id.Label]string{&s.Label: "urgent", &s.OtherLabel: "later"} {
		*label = id.New[id.Label]()
		w.Exec(t, s.scope(), `INSERT INTO labels (workspace_id, id, name, name_key, color, created_at, updated_at)
			VALUES ($1, $2, $3, $3, 'red', $4, $4)`, workspace, *label, name, now)
	}
	s.Main, s.Other, s.Private = w.shelf(t, s, maker, false), w.shelf(t, s, maker, false), w.shelf(t, s, maker, true)
	s.Invitation, _ = w.Invite(t, s, owner, w.NewPerson(t, "Invited").Email)
	s.Key = id.APIKey(w.WithKey(t, s.Bystander, Bound{Workspace: workspace}, "tasks:read").Session)
	s.Service, s.Secret, s.ClientSecret = w.Service(t, workspace, owner, authz.Member, "tasks:read", "tasks:create")
	w.provision(t, s, owner)
	s.Import = id.New[id.Import]()
	w.Exec(t, s.scope(), `INSERT INTO imports (workspace_id, id, project_id, source, source_id, file_hash, file_name, ledger, counts, created_by, created_at)
		VALUES ($1, $2, $3, 'trello', 'board', $4, 'board.json', '{}', '{}', $5, $6)`,
		workspace, s.Import, s.Other.Project, []byte{1}, maker.ID, now)
	return s
}

func (s *Stock) scope() db.Scope { return db.Scope{Workspace: s.Workspace} }

// Invite has somebody who may invite an address as a guest, and returns what the mail would hold.
func (w *World) Invite(t testing.TB, s *Stock, by *Person, email string) (id.Invitation, string) {
	t.Helper()
	now := w.Clock.Now()
	invitation := id.New[id.Invitation]()
	plain, hash := token.New(token.Invitation)
	w.Exec(t, s.scope(), `INSERT INTO invitations (workspace_id, id, email, email_key, role, token_hash, invited_by, created_at, expires_at)
		VALUES ($1, $2, $3, $3, 'guest', $4, $5, $6, $7)`, s.Workspace, invitation, email, hash[:], by.ID, now, now.Add(Days(7)))
	w.Exec(t, s.scope(), `INSERT INTO invitation_tokens (token_hash, workspace_id, email_key, expires_at) VALUES ($1, $2, $3, $4)`,
		hash[:], s.Workspace, email, now.Add(Days(7)))
	return invitation, reveal(plain)
}

func (w *World) shelf(t testing.TB, s *Stock, maker *Person, private bool) Shelf {
	t.Helper()
	now := w.Clock.Now()
	h := Shelf{
		Project: id.New[id.Project](), Column: id.New[id.Column](), Backlog: id.New[id.Column](),
		Task: id.New[id.Task](), Neighbour: id.New[id.Task](), Comment: id.New[id.Comment](),
		Item: id.New[id.ChecklistItem](), OtherItem: id.New[id.ChecklistItem](), View: id.New[id.View](),
		Trashed: id.New[id.Task](), Removed: id.New[id.Comment](),
	}
	w.Exec(t, s.scope(), `INSERT INTO projects (workspace_id, id, name, description, private, created_by, created_at, updated_at)
		VALUES ($1, $2, 'Project', '', $3, $4, $5, $5)`, s.Workspace, h.Project, private, maker.ID, now)
	w.Reach(t, s, h.Project, maker)
	ranks := rank.Spread(2)
	for i, column := range []id.Column{h.Column, h.Backlog} {
		w.Exec(t, s.scope(), `INSERT INTO columns (workspace_id, id, project_id, name, rank, created_at, updated_at)
			VALUES ($1, $2, $3, 'Column', $4, $5, $5)`, s.Workspace, column, h.Project, string(ranks[i]), now)
	}
	for i, task := range []id.Task{h.Task, h.Neighbour} {
		w.Exec(t, s.scope(), `INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, created_by, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, 'Task', '', 1, $6, $7, $7)`, s.Workspace, task, h.Project, h.Column, string(ranks[i]), maker.ID, now)
	}
	for i, item := range []id.ChecklistItem{h.Item, h.OtherItem} {
		w.Exec(t, s.scope(), `INSERT INTO checklist_items (workspace_id, id, task_id, checklist, text, done, rank, created_at, updated_at)
			VALUES ($1, $2, $3, 'Checklist', 'Item', $4, $5, $6, $6)`, s.Workspace, item, h.Task, false, string(ranks[i]), now)
	}
	w.Exec(t, s.scope(), `INSERT INTO comments (workspace_id, id, task_id, author_id, body, created_at, updated_at)
		VALUES ($1, $2, $3, $4, 'Comment', $5, $5)`, s.Workspace, h.Comment, h.Task, maker.ID, now)
	w.Exec(t, s.scope(), `INSERT INTO saved_views (workspace_id, id, project_id, name, face, query, shared, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, 'View', 'list', '{}', $4, $5, $6, $6)`, s.Workspace, h.View, h.Project, true, maker.ID, now)
	w.Exec(t, s.scope(), `INSERT INTO task_labels (workspace_id, task_id, label_id) VALUES ($1, $2, $3)`, s.Workspace, h.Task, s.Label)
	w.discard(t, s, &h, maker)
	return h
}

// discard puts what was deleted on a shelf.
func (w *World) discard(t testing.TB, s *Stock, h *Shelf, maker *Person) {
	t.Helper()
	now := w.Clock.Now()
	w.Exec(t, s.scope(), `INSERT INTO tasks (workspace_id, id, project_id, column_id, rank, title, description, priority, created_by, created_at, updated_at,
		deleted_at, deleted_by, trash_root) VALUES ($1, $2, $3, $4, 'a1', 'Trashed', '', 1, $5, $6, $6, $6, $5, $2)`,
		s.Workspace, h.Trashed, h.Project, h.Column, maker.ID, now)
	w.Exec(t, s.scope(), `INSERT INTO deleted_comments (workspace_id, id, task_id, author_id, author_name, body, created_at, updated_at, version, deleted_at, deleted_by)
		VALUES ($1, $2, $3, $4, '', 'Removed', $5, $5, 1, $5, $4)`, s.Workspace, h.Removed, h.Task, maker.ID, now)
}

// Reach makes people members of a project.
func (w *World) Reach(t testing.TB, s *Stock, project id.Project, people ...*Person) {
	t.Helper()
	for _, p := range people {
		w.Exec(t, s.scope(), `INSERT INTO project_members (workspace_id, project_id, user_id, created_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT DO NOTHING`, s.Workspace, project, p.ID, w.Clock.Now())
	}
}

// happened leaves an event of every shelf and an audit entry behind.
func (w *World) happened(t testing.TB, s *Stock) {
	t.Helper()
	err := w.App.DB.Update(context.WithoutCancel(t.Context()), s.scope(), func(tx *db.Tx) error {
		for _, h := range []Shelf{s.Main, s.Other, s.Private} {
			e := events.Event{Kind: "task.created", Project: h.Project, Task: h.Task, Actor: s.Bystander.ID, At: w.Clock.Now()}
			if err := events.Append(t.Context(), tx, s.Workspace, e); err != nil {
				return err
			}
		}
		return w.App.Pipeline.Audit.Write(t.Context(), tx, audit.Entry{
			Workspace: s.Workspace, At: w.Clock.Now(), Name: "task.created", Outcome: audit.Success, Actor: s.Bystander.ID,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Ask(t, s.scope(), `SELECT id FROM audit_events WHERE workspace_id = $1 ORDER BY id LIMIT 1`, []any{s.Workspace}, &s.Entry)
}
