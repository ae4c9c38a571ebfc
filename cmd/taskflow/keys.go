package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"text/tabwriter"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/config"
	"taskflow/internal/platform/problem"
)

type keysCommand struct {
	List   keysListCommand   `cmd:"" help:"List the keys that access tokens are signed with."`
	Rotate keysRotateCommand `cmd:"" help:"Publish a new key, which signs after six minutes; the old one is believed until its last token has expired."`
	Revoke keysRevokeCommand `cmd:"" help:"Believe a key no more, at once; what it has signed is refused everywhere."`
}

type keysListCommand struct{ config.Storage }

// Run lists the keys.
func (c *keysListCommand) Run(ctx context.Context) error {
	return administer(ctx, &c.Storage, func(a *app.App) error { return printKeys(a) })
}

type keysRotateCommand struct {
	config.Storage
	Algorithm string `name:"token-algorithm" enum:",ES256,RS256,EdDSA,HS256" default:"" help:"ES256, RS256, EdDSA or HS256; without it, that of the newest key. A server makes a key of its own setting when it starts."`
}

// Run makes the next key.
func (c *keysRotateCommand) Run(ctx context.Context) error {
	return administer(ctx, &c.Storage, func(a *app.App) error {
		made, err := a.RotateKeys(ctx, c.Algorithm)
		if err != nil {
			return err
		}
		fmt.Printf("The key %s (%s) is published and signs from %s on.\n", made.ID, made.Algorithm, made.SignsFrom.Format(time.RFC3339))
		return printKeys(a)
	})
}

type keysRevokeCommand struct {
	config.Storage
	Key string `arg:"" name:"key" help:"The key's id."`
}

// Run revokes the key.
func (c *keysRevokeCommand) Run(ctx context.Context) error {
	return administer(ctx, &c.Storage, func(a *app.App) error {
		if err := a.RevokeKey(ctx, c.Key); err != nil {
			return err
		}
		fmt.Printf("The key %s is revoked.\n", c.Key)
		return printKeys(a)
	})
}

func printKeys(a *app.App) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY\tALGORITHM\tSTATE\tMADE\tSIGNS FROM")
	for _, k := range a.Keys() {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", k.ID, k.Algorithm, k.State(clock.System().Now()), k.CreatedAt.Format(time.RFC3339), k.SignsFrom.Format(time.RFC3339))
	}
	return table.Flush()
}

// administer does something to the installation itself, beside the server or without it.
func administer(ctx context.Context, storage *config.Storage, work func(*app.App) error) error {
	a, err := app.Administer(ctx, storage, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer a.Close()
	err = work(a)
	var p *problem.Problem
	if errors.As(err, &p) && p.Detail != "" {
		return errors.New(p.Detail)
	}
	return err
}
