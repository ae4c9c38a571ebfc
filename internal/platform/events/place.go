package events

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/token"
)

// Place is a place in the order of a workspace's events; the zero Place is
// before all of them.
type Place struct {
	transaction int64
	position    int64
	// at: no event after the place is much older than this.
	at time.Time
}

// AsOf returns the same place, known to have had nothing after it at a time.
func (p Place) AsOf(now time.Time) Place {
	p.at = now
	return p
}

// Compare orders places.
func (p Place) Compare(other Place) int {
	switch {
	case p.transaction != other.transaction:
		return sign(p.transaction - other.transaction)
	default:
		return sign(p.position - other.position)
	}
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// Gone tells whether events after the place may have been forgotten.
func (p Place) Gone(now time.Time) bool { return now.Sub(p.at) > Kept-margin }

// markPurpose keeps marks apart from everything else that is sealed.
const markPurpose = "events.mark"

// markSize: workspace, transaction, position, time.
const markSize = 16 + 3*8

// ErrNotOurs is for a mark that wasn't made here for this workspace.
var ErrNotOurs = errors.New("not a mark of this workspace's events")

// Marks write places as opaque text that clients hand back to go on from there.
// A mark selects a place and allows nothing.
type Marks struct{ sealer *token.Sealer }

// NewMarks returns Marks that nobody without the sealer's key can make.
func NewMarks(sealer *token.Sealer) Marks { return Marks{sealer: sealer} }

// Write returns the mark of a place in a workspace.
func (m Marks) Write(workspace id.Workspace, p Place) (string, error) {
	box := make([]byte, 0, markSize)
	box = append(box, workspace[:]...)
	for _, n := range []int64{p.transaction, p.position, p.at.UnixMicro()} {
		box = binary.BigEndian.AppendUint64(box, uint64(n)) //nolint:gosec // the same bits
	}
	text, err := m.sealer.Seal(markPurpose, box)
	if err != nil {
		return "", fmt.Errorf("writing a mark: %w", err)
	}
	return text, nil
}

// Read returns the place of a mark that Write made for the same workspace;
// everything else is ErrNotOurs.
func (m Marks) Read(workspace id.Workspace, text string) (Place, error) {
	box, err := m.sealer.Open(markPurpose, text)
	if err != nil || len(box) != markSize || id.Workspace(box[:16]) != workspace {
		return Place{}, ErrNotOurs
	}
	number := func(at int) int64 {
		return int64(binary.BigEndian.Uint64(box[at:])) //nolint:gosec // the same bits
	}
	return Place{transaction: number(16), position: number(24), at: time.UnixMicro(number(32)).UTC()}, nil
}
