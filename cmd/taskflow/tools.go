package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"taskflow/internal/app"
	"taskflow/internal/platform/config"
	"taskflow/internal/platform/db"
)

type migrateCommand struct{ config.Storage }

// Run brings the schema up to date.
func (c *migrateCommand) Run(ctx context.Context) error {
	done, err := db.Migrate(ctx, app.DatabaseOf(&c.Storage))
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%d changes made; the schema is up to date\n", done)
	return err
}

type routesCommand struct {
	JSON bool `name:"json" help:"As a JSON array."`
}

// Run lists the endpoints.
func (c *routesCommand) Run(ctx context.Context) error {
	routes, _, err := app.Describe(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(routes)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tMETHOD\tPATH\tAUTHENTICATION\tPERMISSION\tRATE CLASS\tAUDIT EVENT")
	for _, r := range routes {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Name, r.Method, r.Path, r.Authentication, r.Permission, r.RateClass, r.AuditEvent)
	}
	return table.Flush()
}

type openAPICommand struct{}

// Run prints the OpenAPI document.
func (openAPICommand) Run(ctx context.Context) error {
	_, document, err := app.Describe(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(document))
	return err
}

type doctorCommand struct{ config.Serve }

// Run prints one line a check and fails if one of them does.
func (c *doctorCommand) Run(ctx context.Context) error {
	failed := 0
	for _, check := range app.Examine(ctx, &c.Serve) {
		mark := "ok  "
		if check.Err != nil {
			mark, failed = "FAIL", failed+1
			check.Says = check.Err.Error()
		}
		fmt.Printf("%s  %-10s %s\n", mark, check.Name, check.Says)
	}
	if failed > 0 {
		return fmt.Errorf("%d checks failed", failed)
	}
	return nil
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run() error {
	_, err := fmt.Println(app.Version)
	return err
}
