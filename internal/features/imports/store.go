package imports

import (
	"context"
	"errors"

	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
)

// together is how many rows travel to PostgreSQL at once: enough that the round
// trip doesn't count, few enough that they don't pile up.
const together = 1000

// store writes the rows of the plan, those first that others name.
func (p *plan) store(ctx context.Context, tx *db.Tx) error {
	w := &writer{ctx: ctx, tx: tx, q: queries.New(tx), unique: queries.New(tx.One(problem.Conflict("Somebody made a label of the same name just now; try again.")))}
	return settled(errors.Join(
		each(w, p.projects, w.q.AddProject), each(w, p.reaching, w.q.AddProjectMember), each(w, p.columns, w.q.AddColumn), each(w, p.labels, w.unique.AddLabel),
		each(w, p.tasks, w.q.AddTask), each(w, p.taskLabels, w.q.AddTaskLabel), each(w, p.items, w.q.AddChecklistItem),
		each(w, p.comments, w.q.AddComment), each(w, p.marks, w.q.AddItem), w.send(),
	))
}

// settled tells the one failure that isn't a fault: on PostgreSQL somebody
// deleted what a row names, or put something into what was to go
// (foreign_key_violation). SQLite has one writer.
func settled(err error) error {
	var state interface{ SQLState() string }
	if errors.As(err, &state) && state.SQLState() == "23503" {
		return problem.New(problem.CodeConflict, "Somebody changed the same project just now; try again.", err)
	}
	return err
}

// writer writes rows; its first error is its last.
type writer struct {
	ctx     context.Context //nolint:containedctx // of the one transaction
	tx      *db.Tx
	q       *queries.Queries
	unique  *queries.Queries
	waiting int
	failed  bool
}

func each[Row any](w *writer, rows []Row, write func(context.Context, Row) error) error {
	for _, row := range rows {
		if w.failed {
			return nil
		}
		if err := write(w.ctx, row); err != nil {
			w.failed = true
			return err
		}
		if w.waiting++; w.waiting >= together {
			if err := w.send(); err != nil {
				return err
			}
		}
	}
	return nil
}

// send has what is held back written now.
func (w *writer) send() error {
	w.waiting = 0
	if w.failed || w.tx.Engine() != db.PostgreSQL {
		return nil
	}
	_, err := w.q.Ready(w.ctx)
	w.failed = err != nil
	return err
}
