package secret

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

const shown = "[secret]"

// Secret is a value that never prints. The zero value is "not set".
type Secret struct {
	// A pointer, because fmt reaches unexported fields by reflection, past every
	// method below, but prints a nested pointer only as an address.
	value *string
}

// New wraps a value as it is; an empty value is not set.
func New(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{value: &value}
}

// Reveal returns the value itself.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsSet tells whether there is a value.
func (s Secret) IsSet() bool { return s.value != nil }

// Equal compares in constant time; the lengths don't show either, since digests are compared.
func (s Secret) Equal(other Secret) bool {
	a, b := sha256.Sum256([]byte(s.Reveal())), sha256.Sum256([]byte(other.Reveal()))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// String implements fmt.Stringer.
func (Secret) String() string { return shown }

// GoString implements fmt.GoStringer.
func (Secret) GoString() string { return shown }

// Format implements fmt.Formatter, for the verbs that pass String by (%x, %d, %q).
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, shown) }

// MarshalText implements encoding.TextMarshaler.
func (Secret) MarshalText() ([]byte, error) { return []byte(shown), nil }

// MarshalJSON implements json.Marshaler.
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + shown + `"`), nil }

// LogValue implements slog.LogValuer.
func (Secret) LogValue() slog.Value { return slog.StringValue(shown) }

// UnmarshalText takes the text literally; see the package comment.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = New(string(text))
	return nil
}
