package events

import (
	"context"
	"encoding/base64"
	"log/slog"
	"strings"
	"sync"
	"time"

	"taskflow/internal/platform/id"
)

// Carrier carries short texts between the nodes of an installation. It may lose some.
type Carrier interface {
	// Send gives a text of at most MaxPayload bytes to all nodes.
	Send(ctx context.Context, text string) error
	// Receive calls take with each text until ctx ends or the link breaks.
	Receive(ctx context.Context, take func(text string)) error
}

// MaxPayload is what PostgreSQL's NOTIFY takes, less one.
const MaxPayload = 7999

const (
	// quiet is the least time between two sends: NOTIFY takes a lock of the
	// whole database server at commit.
	quiet = 50 * time.Millisecond
	// relink is how long a broken link rests.
	relink    = time.Second
	sendLimit = 2 * time.Second
	// perText workspaces fit into MaxPayload.
	perText = 340
	// mostPending bounds what waits while the carrier is away; streams read
	// again by themselves, so what is dropped costs a second.
	mostPending = 10 * perText
)

var wakeText = base64.RawURLEncoding

// Relay tells other nodes which workspaces have something new, after the
// commit and apart from it.
type Relay struct {
	hub     *Hub
	carrier Carrier
	log     *slog.Logger
	node    string
	nudge   chan struct{}

	mu      sync.Mutex
	pending map[id.Workspace]struct{}
}

// NewRelay connects a hub to a carrier; Run does the work.
func NewRelay(hub *Hub, carrier Carrier, log *slog.Logger) *Relay {
	r := &Relay{
		hub: hub, carrier: carrier, log: log, node: id.New[id.Request]().String(),
		nudge: make(chan struct{}, 1), pending: map[id.Workspace]struct{}{},
	}
	hub.OnWake(r.add)
	return r
}

func (r *Relay) add(workspace id.Workspace) {
	r.mu.Lock()
	if len(r.pending) < mostPending {
		r.pending[workspace] = struct{}{}
	}
	r.mu.Unlock()
	select {
	case r.nudge <- struct{}{}:
	default:
	}
}

// Run sends and receives until ctx ends.
func (r *Relay) Run(ctx context.Context) error {
	var receiving sync.WaitGroup
	receiving.Go(func() { r.receive(ctx) })
	defer receiving.Wait()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-r.nudge:
		}
		r.send(ctx)
		if !rest(ctx, quiet) {
			return nil
		}
	}
}

func (r *Relay) receive(ctx context.Context) {
	for {
		err := r.carrier.Receive(ctx, r.take)
		if ctx.Err() != nil {
			return
		}
		r.log.WarnContext(ctx, "news of other nodes come late: the link broke", "error", err)
		if !rest(ctx, relink) {
			return
		}
	}
}

// send sends all that waits. What can't be sent is dropped.
func (r *Relay) send(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	for _, text := range r.texts() {
		if err := r.carrier.Send(ctx, text); err != nil {
			r.log.WarnContext(ctx, "other nodes hear late of changes made here", "error", err)
			return
		}
	}
}

// texts empties pending into texts that fit.
func (r *Relay) texts() (list []string) {
	r.mu.Lock()
	waiting := r.pending
	r.pending = map[id.Workspace]struct{}{}
	r.mu.Unlock()
	words := make([]string, 1, perText+1)
	words[0] = r.node
	for workspace := range waiting {
		words = append(words, wakeText.EncodeToString(workspace[:]))
		if len(words) > perText {
			list, words = append(list, strings.Join(words, " ")), words[:1]
		}
	}
	if len(words) > 1 {
		list = append(list, strings.Join(words, " "))
	}
	return list
}

// take wakes this node's streams. Whoever can write to the carrier can make
// them read once more, and nothing else.
func (r *Relay) take(text string) {
	node, list, _ := strings.Cut(text, " ")
	if node == r.node || len(text) > MaxPayload {
		return
	}
	for word := range strings.SplitSeq(list, " ") {
		raw, err := wakeText.DecodeString(word)
		if err == nil && len(raw) == len(id.Workspace{}) {
			r.hub.WakeLocal(id.Workspace(raw))
		}
	}
}

// rest waits; false when ctx has ended.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
