// Package id makes and reads the identifiers of everything TaskFlow stores.
//
// An id is a UUIDv7 (RFC 9562) with a type of its own, so that a project's id
// can't be passed where a task's is wanted. Outside the database it is shown as
// a prefix and 26 letters of Crockford's base32 (tsk_01jd…). Ids are not
// secrets: nothing may be allowed because an id was hard to guess.
package id

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Kind names what an id identifies, by its prefix.
type Kind interface{ Prefix() string }

// ID is the id of one kind of thing. The zero ID means none.
type ID[K Kind] [16]byte

// Any is satisfied by every ID type; it lets New and Parse infer the prefix.
type Any interface {
	~[16]byte
	Prefix() string
}

// ErrMalformed is returned for text that isn't an id of the wanted kind.
var ErrMalformed = errors.New("malformed id")

// New returns a fresh id, ordered after those made before it in this process.
func New[T Any]() T { return T(uuid.Must(uuid.NewV7())) }

// Prefix returns the kind's prefix, without the underscore.
func (ID[K]) Prefix() string {
	var k K
	return k.Prefix()
}

// IsZero tells whether the id is the zero ID.
func (i ID[K]) IsZero() bool { return i == ID[K]{} }

// String returns the id as it is shown: prefix, underscore, 26 letters.
func (i ID[K]) String() string { return string(i.append(nil)) }

func (i ID[K]) append(to []byte) []byte {
	prefix := i.Prefix()
	to = slices.Grow(to, len(prefix)+1+encodedLen)
	to = append(to, prefix...)
	to = append(to, '_')
	return appendEncoded(to, i)
}

// Parse reads an id in exactly the form String writes; anything else, upper
// case included, is ErrMalformed.
func Parse[T Any](s string) (T, error) {
	var none T
	prefix := none.Prefix()
	if len(s) != len(prefix)+1+encodedLen || s[:len(prefix)] != prefix || s[len(prefix)] != '_' {
		return none, fmt.Errorf("%w: want %s_…", ErrMalformed, prefix)
	}
	raw, ok := decode(s[len(prefix)+1:])
	if !ok {
		return none, fmt.Errorf("%w: want %s_…", ErrMalformed, prefix)
	}
	return T(raw), nil
}

// AppendText writes the id as String does; the zero ID is empty.
func (i ID[K]) AppendText(to []byte) ([]byte, error) {
	if i.IsZero() {
		return to, nil
	}
	return i.append(to), nil
}

// MarshalText is AppendText into a text of its own.
func (i ID[K]) MarshalText() ([]byte, error) { return i.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (i *ID[K]) UnmarshalText(text []byte) error {
	parsed, err := Parse[ID[K]](string(text))
	if err != nil {
		return err
	}
	*i = parsed
	return nil
}

// UUIDValue hands the id to PostgreSQL as a uuid.
func (i ID[K]) UUIDValue() (pgtype.UUID, error) {
	return pgtype.UUID{Bytes: i, Valid: !i.IsZero()}, nil
}

// ScanUUID takes a uuid of PostgreSQL; NULL is the zero ID.
func (i *ID[K]) ScanUUID(v pgtype.UUID) error {
	*i = ID[K](v.Bytes)
	return nil
}

// Value hands the id to SQLite as a 16-byte BLOB; the zero ID is NULL.
func (i ID[K]) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i[:], nil
}

// Scan takes a 16-byte BLOB of SQLite; NULL is the zero ID.
func (i *ID[K]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = ID[K]{}
		return nil
	case []byte:
		if len(v) == len(i) {
			copy(i[:], v)
			return nil
		}
	}
	return fmt.Errorf("%w: cannot read %T from the database", ErrMalformed, src)
}

// Lowest is before every id that was ever made, and Highest after: where a list
// begins. (The zero ID is NULL in the database, which is neither.)
func Lowest[T Any]() T { return T{15: 1} }

// Highest is after every id.
func Highest[T Any]() T {
	var highest T
	for i := range highest {
		highest[i] = 0xff
	}
	return highest
}

// IsV7 tells whether a client could have made the id as we do: a UUID of version
// 7 (RFC 9562, sections 4.1 and 4.2).
func (i ID[K]) IsV7() bool { return i[6]>>4 == 7 && i[8]>>6 == 2 }
