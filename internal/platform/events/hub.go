package events

import (
	"sync"

	"taskflow/internal/platform/id"
)

// Hub wakes the streams of a workspace on this node.
type Hub struct {
	mu      sync.Mutex
	waiting map[id.Workspace]map[chan struct{}]struct{}
	onWake  []func(id.Workspace)
}

// NewHub returns a Hub that nobody waits at.
func NewHub() *Hub { return &Hub{waiting: map[id.Workspace]map[chan struct{}]struct{}{}} }

// OnWake has f called, before anybody is woken, for what happens on this node;
// it is how other nodes are told. It must not block.
func (h *Hub) OnWake(f func(id.Workspace)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.onWake = append(h.onWake, f)
}

// Subscribe returns a channel that has a token whenever something may have
// happened since it was last emptied. The function it returns ends that.
func (h *Hub) Subscribe(workspace id.Workspace) (<-chan struct{}, func()) {
	wake := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting[workspace] == nil {
		h.waiting[workspace] = map[chan struct{}]struct{}{}
	}
	h.waiting[workspace][wake] = struct{}{}
	return wake, func() { h.leave(workspace, wake) }
}

func (h *Hub) leave(workspace id.Workspace, wake chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.waiting[workspace], wake)
	if len(h.waiting[workspace]) == 0 {
		delete(h.waiting, workspace)
	}
}

// Wake is called when something was committed in the workspace on this node.
func (h *Hub) Wake(workspace id.Workspace) {
	h.mu.Lock()
	tell := h.onWake
	h.mu.Unlock()
	for _, f := range tell {
		f(workspace)
	}
	h.WakeLocal(workspace)
}

// WakeLocal wakes this node's streams only: for what another node told.
func (h *Hub) WakeLocal(workspace id.Workspace) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for wake := range h.waiting[workspace] {
		select {
		case wake <- struct{}{}:
		default: // it has a token already
		}
	}
}
