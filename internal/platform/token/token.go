package token

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"hash/crc32"

	"taskflow/internal/platform/secret"
)

// Kind is what a token is for; one kind is never accepted as another.
type Kind uint8

// The kinds of tokens.
const (
	Session Kind = iota + 1
	Refresh
	EmailVerification
	Invitation
	APIKey
	// SignIn continues a sign-in that waits for a second factor.
	SignIn
	// Device is the cookie of a browser that has signed in before.
	Device
	PasswordReset
	MagicLink
	EmailChange
	// ClientSecret is of an OAuth client.
	ClientSecret
	// Provisioning is the bearer token of a SCIM client.
	Provisioning
	// ProviderState is what a provider sends back with its answer.
	ProviderState
	// ProviderBrowser is the cookie of the browser that went to a provider.
	ProviderBrowser
	// ProviderAnswer is what a provider's verified answer is fetched by.
	ProviderAnswer
)

// prefixes is the one table of kinds; secret scanners know tokens by these.
var prefixes = map[Kind]string{
	Session:           "tfs_",
	Refresh:           "tfr_",
	EmailVerification: "tfv_",
	Invitation:        "tfi_",
	APIKey:            "tfk_",
	SignIn:            "tfm_",
	Device:            "tfd_",
	PasswordReset:     "tfp_",
	MagicLink:         "tfl_",
	EmailChange:       "tfe_",
	ClientSecret:      "tfc_",
	Provisioning:      "tfu_",
	ProviderState:     "tfo_",
	ProviderBrowser:   "tfb_",
	ProviderAnswer:    "tfa_",
}

// Prefix is what every token of the kind begins with.
func (k Kind) Prefix() string { return prefixes[k] }

const (
	prefixLength   = 4
	randomBytes    = 32
	randomLength   = 43 // 62^43 > 2^256
	checksumLength = 6  // 62^6 > 2^32

	// Length is how long every token is, in bytes.
	Length = prefixLength + randomLength + checksumLength
)

// Hash is what is stored of a token.
type Hash = [sha256.Size]byte

// ErrMalformed is for a string that was never a token of the kind asked for.
var ErrMalformed = errors.New("malformed token")

// New makes a token. The plain form is shown once; the hash is what is stored.
func New(kind Kind) (plain secret.Secret, hash Hash) {
	var random [randomBytes]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand stops the program instead
	text := format(kind, random)
	return secret.New(text), sha256.Sum256([]byte(text))
}

func format(kind Kind, random [randomBytes]byte) string {
	prefix, known := prefixes[kind]
	if !known {
		panic("token: a kind that is not in the table")
	}
	body := prefix + encode(random[:], randomLength)
	return body + checksum(body)
}

// Parse returns the hash of a well-formed token of the kind. Its time doesn't depend on a
// stored token, since it knows none; errors say nothing of what was wrong.
func Parse(kind Kind, text string) (Hash, error) {
	prefix, known := prefixes[kind]
	if !known || len(text) != Length || text[:prefixLength] != prefix {
		return Hash{}, ErrMalformed
	}
	body, sum := text[:Length-checksumLength], text[Length-checksumLength:]
	// The comparison of the checksum covers its alphabet; that of the random part is
	// looked at by itself, and above 2^256 too, so that a token has one form only.
	if !decodes(body[prefixLength:]) || checksum(body) != sum {
		return Hash{}, ErrMalformed
	}
	return sha256.Sum256([]byte(text)), nil
}

func checksum(body string) string { return encode32(crc32.ChecksumIEEE([]byte(body))) }
