package token

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
)

const (
	minKey = 32
	// MaxSealed is the longest sealed text that Open looks at, in bytes.
	MaxSealed = 2 << 10
	// MaxPayload is the longest payload whose seal stays within MaxSealed.
	MaxPayload = MaxSealed/4*3 - 12 - 16
)

// ErrUnsealed is for a text that this server didn't seal for this purpose.
var ErrUnsealed = errors.New("not sealed here for this purpose")

// Strict refuses the second spellings that the last character of base64 may have.
var sealed64 = base64.RawURLEncoding.Strict()

// Sealer seals and opens small values with AES-256-GCM. It is safe for concurrent use.
type Sealer struct {
	key     []byte
	payload int      // the largest, in bytes
	ciphers sync.Map // kind of purpose → cipher.AEAD
}

// NewSealer returns a Sealer over a key of at least 32 random bytes.
func NewSealer(key []byte) (*Sealer, error) {
	if len(key) < minKey {
		return nil, fmt.Errorf("a sealing key of %d bytes is too short: at least %d", len(key), minKey)
	}
	return &Sealer{key: bytes.Clone(key), payload: MaxPayload}, nil
}

// ForPayloads returns a Sealer over the same key for payloads of up to most bytes, for
// what is kept in the database and never comes from a client.
func (s *Sealer) ForPayloads(most int) *Sealer { return &Sealer{key: s.key, payload: most} }

// Seal returns an opaque text that only Open with the same purpose and key understands.
// What stands before the purpose's first colon is its kind, a constant of the program; the
// rest may be anything.
func (s *Sealer) Seal(purpose string, payload []byte) (string, error) {
	if len(payload) > s.payload {
		return "", fmt.Errorf("sealing %d bytes: at most %d", len(payload), s.payload)
	}
	aead, err := s.cipher(purpose)
	if err != nil {
		return "", err
	}
	//nolint:gosec // the cipher makes a random nonce itself and takes none
	return sealed64.EncodeToString(aead.Seal(nil, nil, payload, []byte(purpose))), nil
}

// Open returns the payload, or ErrUnsealed for everything forged, cut, or meant for another purpose.
func (s *Sealer) Open(purpose, text string) ([]byte, error) {
	// Go's decoder skips line breaks, which would give one seal many spellings.
	if len(text) > sealed64.EncodedLen(s.payload+12+16) || bytes.ContainsAny([]byte(text), "\r\n") {
		return nil, ErrUnsealed
	}
	box, err := sealed64.DecodeString(text)
	if err != nil {
		return nil, ErrUnsealed
	}
	aead, err := s.cipher(purpose)
	if err != nil {
		return nil, err
	}
	payload, err := aead.Open(nil, nil, box, []byte(purpose))
	if err != nil {
		return nil, ErrUnsealed
	}
	return payload, nil
}

// cipher derives a key for each kind of purpose (RFC 5869), so that one kind can't wear out
// another's nonces. Not for each purpose: those may hold what a client chose, and every
// cipher stays in memory.
func (s *Sealer) cipher(purpose string) (cipher.AEAD, error) {
	purpose, _, _ = strings.Cut(purpose, ":")
	if known, ok := s.ciphers.Load(purpose); ok {
		return known.(cipher.AEAD), nil //nolint:forcetypeassert // only this function stores
	}
	key, err := hkdf.Key(sha256.New, s.key, nil, "taskflow seal "+purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("deriving the key for %s: %w", purpose, err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("preparing the cipher for %s: %w", purpose, err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("preparing the cipher for %s: %w", purpose, err)
	}
	s.ciphers.Store(purpose, aead)
	return aead, nil
}
