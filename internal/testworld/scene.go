package testworld

import (
	"context"
	"testing"

	"taskflow/internal/platform/db"
)

// scene is many statements that become one transaction: a test that needs a
// fresh world for every case waits for one disk write instead of forty.
type scene struct{ list []statement }

type statement struct {
	scope db.Scope
	sql   string
	args  []any
}

func (s *scene) add(scope db.Scope, sql string, args []any) {
	s.list = append(s.list, statement{scope, sql, args})
}

// Together runs what make asks for by Exec in one transaction. Nothing can be
// asked of the database in between.
func (w *World) Together(t testing.TB, arrange func()) {
	t.Helper()
	if w.scene != nil {
		arrange()
		return
	}
	w.scene = &scene{}
	arrange()
	list := w.scene.list
	w.scene = nil
	err := w.App.DB.Update(context.WithoutCancel(t.Context()), db.Scope{}, func(tx *db.Tx) error { return play(t, tx, list) })
	if err != nil {
		t.Fatal(err)
	}
}

func play(t testing.TB, tx *db.Tx, list []statement) error {
	var at db.Scope
	for _, s := range list {
		if s.scope.Workspace != at.Workspace {
			if err := tx.Enter(t.Context(), s.scope.Workspace); err != nil {
				return err
			}
			at = s.scope
		}
		if _, err := tx.Exec(t.Context(), "-- name: Test :exec\n"+s.sql, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// Resettle makes the people and the two workspaces anew.
func (w *World) Resettle(t testing.TB) {
	t.Helper()
	w.Together(t, func() { w.settle(t) })
}
