package ratelimit

import (
	"errors"
	"net/netip"
	"time"
)

// KeyBy says what a class counts by.
type KeyBy uint8

const (
	// ByPrincipal counts by the authenticated principal, or by the address
	// when there is none.
	ByPrincipal KeyBy = iota
	// ByAddress counts by the client address even for a known principal:
	// for what is done before or around authentication.
	ByAddress
)

// Class is one kind of work with one allowance: Burst requests at once,
// refilled evenly over Per. Its Name is part of the bucket's key and of the
// response headers, so it is a constant and never user input.
type Class struct {
	Name  string
	Burst int
	Per   time.Duration
	Key   KeyBy
}

// The classes an endpoint can be in.
var (
	Read   = Class{Name: "read", Burst: 1200, Per: time.Minute}
	Write  = Class{Name: "write", Burst: 600, Per: time.Minute}
	Search = Class{Name: "search", Burst: 120, Per: time.Minute}
	Import = Class{Name: "import", Burst: 10, Per: time.Hour}
	Stream = Class{Name: "stream", Burst: 60, Per: time.Minute}
	// Auth is for sign-in, sign-up, verify and refresh.
	Auth = Class{Name: "auth", Burst: 300, Per: time.Minute, Key: ByAddress}
	// Mail is for whatever makes the product send mail to an address that
	// the caller chose.
	Mail = Class{Name: "mail", Burst: 120, Per: time.Hour, Key: ByAddress}
	// Provisioning is for what an identity provider says of people, who may be sent mails for it.
	Provisioning = Class{Name: "provisioning", Burst: 1000, Per: time.Hour}
	// Public is for health, documents and key sets.
	Public = Class{Name: "public", Burst: 600, Per: time.Minute, Key: ByAddress}
	// Edge is the coarse limit that every request meets before any lookup.
	Edge = Class{Name: "edge", Burst: 30000, Per: time.Minute, Key: ByAddress}
)

// Classes lists every class with its default allowance.
func Classes() []Class {
	return []Class{Read, Write, Search, Auth, Mail, Import, Stream, Provisioning, Public, Edge}
}

// KeyFor is the bucket's key for a caller. An empty principal is anonymous.
// A principal's id and an address never look alike (ids carry a type prefix).
func (c Class) KeyFor(principal string, address netip.Addr) string {
	if c.Key == ByPrincipal && principal != "" {
		return principal
	}
	return AddressKey(address)
}

// maxPer keeps every sum of microseconds far below 2^53, the largest integer
// that the Lua numbers of the Valkey script hold exactly.
const maxPer = 31 * 24 * time.Hour

var errClass = errors.New("ratelimit: a class needs a name, a burst of at least 1, and a period of at most 31 days and at least a microsecond per request")

func (c Class) validate() error {
	if c.Name == "" || c.Burst < 1 || c.Per > maxPer || int64(c.Burst) > c.Per.Microseconds() {
		return errClass
	}
	return nil
}
