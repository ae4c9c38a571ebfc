package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"taskflow/internal/app"
	"taskflow/internal/features/imports"
	"taskflow/internal/platform/config"
)

type importCommand struct {
	Trello importFileCommand `cmd:"" help:"Import a board that Trello exported as JSON."`
	GitHub importFileCommand `cmd:"" name:"github" help:"Import issues of GitHub as JSON."`
	Undo   importUndoCommand `cmd:"" help:"Remove what an import made and nobody has changed since."`
}

// acting is for whom and where a command acts.
type acting struct {
	config.Storage
	Workspace string `name:"workspace" required:"" placeholder:"ID" help:"The workspace."`
	As        string `name:"as" required:"" placeholder:"EMAIL" help:"The person to act for; what that person may not, this command may not."`
}

type importFileCommand struct {
	acting
	File   string `arg:"" name:"file" help:"The exported file."`
	DryRun bool   `name:"dry-run" help:"Say what would happen and write nothing."`
	source string
}

// AfterApply keeps which of the commands was chosen.
func (c *importCommand) AfterApply() error {
	c.Trello.source, c.GitHub.source = "trello", "github"
	return nil
}

// Run imports the file.
func (c *importFileCommand) Run(ctx context.Context) error {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("opening the file: %w", err)
	}
	defer func() { _ = file.Close() }()
	operator, err := app.Operate(ctx, &c.Storage, c.As)
	if err != nil {
		return err
	}
	defer operator.Close()
	made, err := operator.ImportFile(ctx, c.Workspace, c.source, file, c.DryRun)
	if err != nil {
		return err
	}
	return report(made)
}

func report(made *imports.Import) error {
	switch {
	case made.AlreadyImported:
		fmt.Printf("“%s” was imported from this very file before, as %s; nothing was changed\n", made.Name, made.ID)
	case made.DryRun:
		fmt.Printf("“%s” would be imported; nothing was changed\n", made.Name)
	default:
		fmt.Printf("“%s” is imported as %s into %s\n", made.Name, made.ID, made.ProjectID)
	}
	c := made.Counts
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		what string
		n    int
	}{
		{"projects", c.Projects}, {"columns", c.Columns}, {"tasks", c.Tasks}, {"archived tasks", c.ArchivedTasks},
		{"labels", c.Labels}, {"comments", c.Comments}, {"checklist items", c.ChecklistItems}, {"assignees", c.Assignees},
		{"people to invite", c.Invitations}, {"already here", c.AlreadyHere},
	} {
		fmt.Fprintf(table, "  %s\t%d\n", row.what, row.n)
	}
	if err := table.Flush(); err != nil || made.Ledger == nil {
		return err
	}
	fmt.Println()
	return made.Ledger.WriteText(os.Stdout)
}

type importUndoCommand struct {
	acting
	Import string `arg:"" name:"import" help:"The import's id."`
}

// Run undoes the import.
func (c *importUndoCommand) Run(ctx context.Context) error {
	operator, err := app.Operate(ctx, &c.Storage, c.As)
	if err != nil {
		return err
	}
	defer operator.Close()
	undone, err := operator.UndoImport(ctx, c.Workspace, c.Import)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  \tremoved\tkept")
	for _, row := range []struct {
		what          string
		removed, kept int64
	}{
		{"projects", undone.Removed.Projects, undone.Kept.Projects}, {"columns", undone.Removed.Columns, undone.Kept.Columns},
		{"tasks", undone.Removed.Tasks, undone.Kept.Tasks}, {"labels", undone.Removed.Labels, undone.Kept.Labels},
		{"comments", undone.Removed.Comments, undone.Kept.Comments},
	} {
		fmt.Fprintf(table, "  %s\t%d\t%d\n", row.what, row.removed, row.kept)
	}
	for _, task := range undone.KeptTasks {
		fmt.Fprintf(table, "  kept: %s\t%q\n", task.ID, task.Title)
	}
	return table.Flush()
}
