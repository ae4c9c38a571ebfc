package app_test

import (
	"testing"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/testworld"
)

// aboutTheTrash are the endpoints for which a task in the trash is there.
var aboutTheTrash = map[string]bool{"tasks.restore": true, "tasks.purge": true, "tasks.withdraw": true}

// TestATrashedTaskIsNotThere puts, into every place of every request where a
// task's id stands, one that is in the trash, with what is on it.
func TestATrashedTaskIsNotThere(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		on := s.onTrashed(t)
		for _, who := range []*testworld.Person{s.Owner, s.Member} {
			tried := map[string]bool{}
			s.try(t, who, func(d draft, at slot) []draft {
				if at.prefix != "tsk" || aboutTheTrash[d.Name] {
					return nil
				}
				tried[d.Name] = true
				wrong := at.put(d, on["tsk"])
				for _, other := range wrong.slots() {
					if other.prefix == "cmt" || other.prefix == "chk" && other.where == "path.item_id" {
						wrong = other.put(wrong, on[other.prefix])
					}
				}
				return []draft{wrong}
			}, nil)
			for _, name := range []string{"tasks.get", "tasks.update", "tasks.delete", "tasks.move", "tasks.complete", "tasks.reopen", "comments.get", "comments.restore", "checklists.update", "activity.list_of_task"} {
				if !tried[name] {
					t.Errorf("%s wasn't asked for a task in the trash", name)
				}
			}
		}
	})
}

// onTrashed puts a comment, a deleted one and a checklist item on the task in the trash.
func (s *stage) onTrashed(t *testing.T) ids {
	t.Helper()
	h, now := s.acme.Main, s.Clock.Now()
	in := db.Scope{Workspace: s.Acme}
	comment, item := id.New[id.Comment](), id.New[id.ChecklistItem]()
	s.Exec(t, in, `INSERT INTO comments (workspace_id, id, task_id, author_id, body, created_at, updated_at) VALUES ($1, $2, $3, $4, 'c', $5, $5)`,
		s.Acme, comment, h.Trashed, s.Member.ID, now)
	s.Exec(t, in, `INSERT INTO deleted_comments (workspace_id, id, task_id, author_id, author_name, body, created_at, updated_at, version, deleted_at, deleted_by)
		VALUES ($1, $2, $3, $4, '', 'c', $5, $5, 1, $5, $4)`, s.Acme, comment, h.Trashed, s.Member.ID, now)
	s.Exec(t, in, `INSERT INTO checklist_items (workspace_id, id, task_id, checklist, text, done, rank, created_at, updated_at)
		VALUES ($1, $2, $3, '', 'i', $4, 'a1', $5, $5)`, s.Acme, item, h.Trashed, false, now)
	return ids{"tsk": h.Trashed.String(), "cmt": comment.String(), "chk": item.String()}
}
