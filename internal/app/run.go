package app

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"taskflow/internal/security/edge"
)

// Run serves on ln until ctx ends, then lets running requests finish for at
// most grace, and stops the background work.
func (a *App) Run(ctx context.Context, ln net.Listener, grace time.Duration) error {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a.Work(working)
	}()
	err := edge.Serve(ctx, a.Server, ln, grace)
	stop()
	<-ended
	if err != nil {
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}

// Work does the background work until ctx ends: Run does it too.
func (a *App) Work(ctx context.Context) {
	var background sync.WaitGroup
	for _, work := range a.workers {
		background.Go(func() {
			if err := work(ctx); err != nil && ctx.Err() == nil {
				a.options.Logger.Error("background work ended", "error", err)
			}
		})
	}
	background.Wait()
}
