package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/config"
)

type userCommand struct {
	List    userListCommand `cmd:"" help:"List every account."`
	Show    userShowCommand `cmd:"" help:"Show an account and all that it is known by: where it is signed in, API keys, client secrets."`
	Disable userEndCommand  `cmd:"" help:"Shut an account out of every door, at once and on every node."`
	Enable  userEndCommand  `cmd:"" help:"Open a disabled account again; its person signs in anew."`
	Revoke  userEndCommand  `cmd:"" help:"End all sessions, tokens and other credentials of an account; its person may sign in anew."`
}

// AfterApply tells the commands that look the same what they do.
func (c *userCommand) AfterApply() error {
	c.Disable.change, c.Disable.done = (*app.App).DisableUser, "is disabled"
	c.Enable.change, c.Enable.done = (*app.App).EnableUser, "is enabled"
	c.Revoke.change, c.Revoke.done = (*app.App).RevokeUser, "is signed out everywhere"
	return nil
}

type userEndCommand struct {
	config.Storage
	Email  string `arg:"" name:"email" help:"The account's e-mail address, or a service account's id."`
	change func(*app.App, context.Context, string) error
	done   string
}

// Run changes the account.
func (c *userEndCommand) Run(ctx context.Context) error {
	return administer(ctx, &c.Storage, func(a *app.App) error {
		if err := c.change(a, ctx, c.Email); err != nil {
			return fmt.Errorf("%q: %w", c.Email, err)
		}
		_, err := fmt.Printf("The account %q %s.\n", c.Email, c.done)
		return err
	})
}

type userListCommand struct{ config.Storage }

// Run lists the accounts.
func (c *userListCommand) Run(ctx context.Context) error {
	return administer(ctx, &c.Storage, func(a *app.App) error {
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "ACCOUNT\tSTATE\tCREDENTIALS\tSINCE\tNAME")
		err := a.Users(ctx, func(p sessions.Person) error {
			_, err := fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%q\n", p.Email, p.State, p.Live, p.CreatedAt.Format(time.DateOnly), p.Name)
			return err
		})
		if err != nil {
			return err
		}
		return table.Flush()
	})
}

type userShowCommand struct {
	config.Storage
	Email string `arg:"" name:"email" help:"The account's e-mail address, or a service account's id."`
}

// Run shows the account.
func (c *userShowCommand) Run(ctx context.Context) error {
	return administer(ctx, &c.Storage, func(a *app.App) error {
		who, list, err := a.User(ctx, c.Email)
		if err != nil {
			return fmt.Errorf("%q: %w", c.Email, err)
		}
		fmt.Printf("%s  %s  %s  %q, since %s\n", who.ID, who.Email, who.State, who.Name, who.CreatedAt.Format(time.DateOnly))
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "SESSION\tCREDENTIAL\tKIND\tDEVICE\tADDRESS\tBEGAN\tLAST SEEN\tWAYS")
		for _, s := range list {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, s.Credential, s.Kind, s.Device, s.Address, s.CreatedAt.Format(time.RFC3339), s.LastSeenAt.Format(time.RFC3339), s.Ways)
		}
		return table.Flush()
	})
}

type sessionsCommand struct {
	Revoke sessionsRevokeCommand `cmd:"" help:"End one session, API key or client secret, at once and on every node."`
}

type sessionsRevokeCommand struct {
	config.Storage
	Session string `arg:"" name:"session" help:"The session's id, as user show prints it."`
}

// Run ends the session.
func (c *sessionsRevokeCommand) Run(ctx context.Context) error {
	return administer(ctx, &c.Storage, func(a *app.App) error {
		if err := a.RevokeSession(ctx, c.Session); err != nil {
			return fmt.Errorf("%q: %w", c.Session, err)
		}
		_, err := fmt.Printf("The session %s is ended.\n", c.Session)
		return err
	})
}
