package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"

	"taskflow/internal/app"
	"taskflow/internal/platform/config"
)

type serveCommand struct{ config.Serve }

// Run serves until the process is told to stop.
func (c *serveCommand) Run(ctx context.Context) error {
	logger := newLogger(c.LogLevel, c.LogFormat)
	slog.SetDefault(logger)
	options, err := app.FromSettings(&c.Serve)
	if err != nil {
		return err
	}
	options.Logger = logger
	a, err := app.New(ctx, options)
	if err != nil {
		return err
	}
	defer a.Close()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	if listener, err = app.Secure(listener, &c.Serve); err != nil {
		return err
	}
	logger.Info("TaskFlow is ready", "url", c.BaseURL, "database", a.DB.Engine(), "version", app.Version)
	return a.Run(ctx, listener, c.ShutdownGrace)
}

func newLogger(level, format string) *slog.Logger {
	var least slog.Level
	if err := least.UnmarshalText([]byte(strings.ToUpper(level))); err != nil {
		least = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: least}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}
