package imports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"taskflow/internal/features/imports/board"
	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
)

type createIn struct {
	WorkspaceID id.Workspace `path:"workspace_id"`
	Source      string       `query:"source" required:"true" enum:"trello,github" doc:"Where the file comes from"`
	DryRun      bool         `query:"dry_run" doc:"Say what would happen and write nothing"`
	Name        string       `query:"name" maxLength:"100" doc:"What to call the project; the board's name if absent"`
	// FileHash stands for the file in the request's fingerprint.
	FileHash string

	hash   [32]byte
	board  *board.Board
	ledger *board.Ledger
}

// read takes the file apart before any transaction begins, for those only who may import.
func (f *Feature) read(ctx context.Context, c *endpoint.Call, in *createIn) error {
	file, err := c.ReadUpload()
	if err != nil {
		return err
	}
	if err := f.slots.take(ctx); err != nil {
		return err
	}
	in.hash = sha256.Sum256(file)
	in.FileHash = hex.EncodeToString(in.hash[:])
	in.board, in.ledger, err = board.Parse(ctx, board.Source(in.Source), file, board.Limits{})
	return err
}

// create may run again after a deadlock: all it makes of the board is made anew.
func create(ctx context.Context, c *endpoint.Call, in *createIn) (*made, error) {
	c.Detail("source", in.Source)
	c.Detail("dry_run", strconv.FormatBool(in.DryRun))
	if !in.DryRun {
		if _, err := queries.New(c.Tx).LockWorkspace(ctx, c.Grant.Workspace()); err != nil {
			return nil, fmt.Errorf("waiting for other imports: %w", err)
		}
	}
	earlier, err := sameFile(ctx, c, in)
	if err != nil || earlier != nil {
		return earlier, err
	}
	here, err := look(ctx, c, in.board)
	if err != nil {
		return nil, err
	}
	p, err := newPlan(c, in, here)
	if err != nil {
		return nil, err
	}
	if !in.DryRun {
		if err := p.write(ctx, c, in); err != nil {
			return nil, err
		}
	}
	return p.answer(in), nil
}

// sameFile finds the import that the same bytes made, if it stands.
func sameFile(ctx context.Context, c *endpoint.Call, in *createIn) (*made, error) {
	row, err := queries.New(c.Tx).SameFile(ctx, queries.SameFileParams{
		WorkspaceID: c.Grant.Workspace(), Source: in.Source, FileHash: in.hash[:], UserID: c.Grant.User(),
	})
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for the same file: %w", err)
	}
	counts, ledger, err := stored(row.Counts, row.Ledger)
	if err != nil {
		return nil, err
	}
	c.Touched(row.ID.String())
	c.Detail("already_imported", "true")
	return &made{Import{
		ID: row.ID, ProjectID: row.ProjectID, Source: row.Source, Name: row.FileName, Counts: counts, Ledger: ledger,
		DryRun: in.DryRun, AlreadyImported: true, CreatedBy: row.CreatedBy, CreatedAt: row.CreatedAt, Version: row.Version,
	}}, nil
}

// answer is what the plan has made, or in a dry run would make.
func (p *plan) answer(in *createIn) *made {
	m := &made{Import{
		ID: p.id, ProjectID: p.project, Source: in.Source, Name: p.name, Counts: p.counts, Ledger: &p.ledger, DryRun: in.DryRun,
		CreatedBy: p.user, CreatedAt: p.now, Version: 1,
	}}
	if in.DryRun {
		m.ID = id.Import{}
		if p.counts.Projects > 0 {
			m.ProjectID = id.Project{}
		}
	}
	return m
}

// write stores the plan, and tells the log and the streams of it.
func (p *plan) write(ctx context.Context, c *endpoint.Call, in *createIn) error {
	counts, err := json.Marshal(p.counts)
	if err != nil {
		return fmt.Errorf("writing an import's counts: %w", err)
	}
	ledger, err := json.Marshal(&p.ledger)
	if err != nil {
		return fmt.Errorf("writing an import's ledger: %w", err)
	}
	err = queries.New(c.Tx).AddImport(ctx, queries.AddImportParams{
		WorkspaceID: p.workspace, ID: p.id, ProjectID: p.project, Source: in.Source, SourceID: in.board.SourceID,
		FileHash: in.hash[:], FileName: p.name, Ledger: string(ledger), Counts: string(counts), CreatedBy: p.user, CreatedAt: p.now,
	})
	if err != nil {
		return err
	}
	if err := p.store(ctx, c.Tx); err != nil {
		return err
	}
	c.Touched(p.id.String())
	c.Detail("project", p.project.String())
	c.Emit(events.Event{Kind: "import.created", Project: p.project, Data: map[string]any{"import": p.id, "counts": p.counts}})
	return nil
}

// boardName is what the project will be called.
func (in *createIn) boardName() string {
	if name := strings.TrimSpace(in.Name); name != "" {
		return name
	}
	return in.board.Name
}
