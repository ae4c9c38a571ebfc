// Command taskflow is TaskFlow: the server and its tools in one binary.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"taskflow/internal/platform/config"
)

type commands struct {
	Serve    serveCommand    `cmd:"" help:"Start TaskFlow."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database's schema up to date."`
	Routes   routesCommand   `cmd:"" help:"List every endpoint."`
	OpenAPI  openAPICommand  `cmd:"" name:"openapi" help:"Print the OpenAPI 3.1 document."`
	Import   importCommand   `cmd:"" help:"Import a board of another product, or undo an import."`
	User     userCommand     `cmd:"" help:"List, show, disable, enable and sign out people."`
	Sessions sessionsCommand `cmd:"" help:"End a session."`
	Keys     keysCommand     `cmd:"" help:"List, rotate and revoke the keys that access tokens are signed with."`
	Doctor   doctorCommand   `cmd:"" help:"Check the settings, the database and the mail."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

func main() { os.Exit(run()) }

// run returns the process's exit code: 0 done, 1 failed, 2 wrong use.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var cli commands
	parser, err := config.New(&cli, kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		return fail(err, 2)
	}
	command, err := parser.Parse(os.Args[1:])
	if err != nil {
		return fail(err, 2)
	}
	if err := command.Run(); err != nil {
		return fail(err, 1)
	}
	return 0
}

func fail(err error, code int) int {
	fmt.Fprintln(os.Stderr, "taskflow:", err)
	return code
}
