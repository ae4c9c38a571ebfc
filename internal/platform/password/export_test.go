package password

import "context"

// Cheap makes hashes that cost nothing, for tests that aren't about the cost.
var Cheap = Params{MemoryKiB: 64, Passes: 1, Lanes: 4}

// Occupy takes one of the places where hashes run.
func (h *Hasher) Occupy(ctx context.Context) error { return h.enter(ctx) }

// Leave gives it back.
func (h *Hasher) Leave() { h.leave() }

// GuessBits is the estimate behind Check.
func GuessBits(password string, known ...string) float64 { return guessBits(password, known) }

// Reformat parses a PHC string and writes it again.
func Reformat(text string) (string, Params, error) {
	h, err := parsePHC(text)
	return h.String(), h.Params, err
}
