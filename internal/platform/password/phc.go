package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Params are argon2id's costs.
type Params struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// Standard are the costs of every new hash.
var Standard = Params{MemoryKiB: 64 << 10, Passes: 3, Lanes: 4}

const (
	saltLength = 16
	keyLength  = 32

	// A stored hash says how much memory its check takes. These bounds keep a hostile
	// row from taking the machine; what is over them isn't checked at all.
	maxMemoryKiB = 256 << 10
	maxPasses    = 16
	maxLanes     = 16
	maxPHC       = 256
)

var errPHC = errors.New("not an argon2id hash within the bounds")

// phc is $argon2id$v=19$m=…,t=…,p=…$salt$key, in its one canonical spelling.
type phc struct {
	Params
	salt, key []byte
}

var phc64 = base64.RawStdEncoding.Strict()

func (h phc) String() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", h.MemoryKiB, h.Passes, h.Lanes,
		phc64.EncodeToString(h.salt), phc64.EncodeToString(h.key))
}

// weaker tells whether the hash should be made anew at the next good sign-in.
func (h phc) weaker(than Params) bool {
	return h.MemoryKiB < than.MemoryKiB || h.Passes < than.Passes || h.Lanes < than.Lanes ||
		len(h.salt) < saltLength || len(h.key) < keyLength
}

func parsePHC(text string) (phc, error) {
	if len(text) > maxPHC {
		return phc{}, errPHC
	}
	part := strings.Split(text, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != "v=19" {
		return phc{}, errPHC
	}
	params, ok := parseParams(part[3])
	salt, saltOK := parseBytes(part[4], 8, 64)
	key, keyOK := parseBytes(part[5], 16, 64)
	if !ok || !saltOK || !keyOK {
		return phc{}, errPHC
	}
	return phc{Params: params, salt: salt, key: key}, nil
}

func parseParams(text string) (Params, bool) {
	part := strings.Split(text, ",")
	if len(part) != 3 {
		return Params{}, false
	}
	memory, ok1 := parseCost(part[0], "m=", maxMemoryKiB)
	passes, ok2 := parseCost(part[1], "t=", maxPasses)
	lanes, ok3 := parseCost(part[2], "p=", maxLanes)
	// RFC 9106 §3.1: at least eight blocks of a KiB for each lane.
	if !ok1 || !ok2 || !ok3 || memory < 8*lanes {
		return Params{}, false
	}
	return Params{MemoryKiB: memory, Passes: passes, Lanes: uint8(lanes)}, true //nolint:gosec // at most maxLanes
}

func parseCost(text, name string, limit uint32) (uint32, bool) {
	digits, found := strings.CutPrefix(text, name)
	n, err := strconv.ParseUint(digits, 10, 32)
	if !found || err != nil || n == 0 || n > uint64(limit) || strconv.FormatUint(n, 10) != digits {
		return 0, false
	}
	return uint32(n), true
}

func parseBytes(text string, least, most int) ([]byte, bool) {
	// Go's decoder skips line breaks.
	if strings.ContainsAny(text, "\r\n") {
		return nil, false
	}
	raw, err := phc64.DecodeString(text)
	return raw, err == nil && len(raw) >= least && len(raw) <= most
}
