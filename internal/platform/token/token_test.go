package token_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"taskflow/internal/platform/token"
)

var kinds = map[string]token.Kind{
	"tfs_": token.Session, "tfr_": token.Refresh, "tfv_": token.EmailVerification,
	"tfi_": token.Invitation, "tfk_": token.APIKey,
}

// ASVS: 7.2.3
func TestNewParses(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	shape := regexp.MustCompile(`^tf[a-z]_[0-9A-Za-z]{49}$`)
	for prefix, kind := range kinds {
		for range 200 {
			plain, hash := token.New(kind)
			text := plain.Reveal()
			if !shape.MatchString(text) || !strings.HasPrefix(text, prefix) || len(text) != token.Length {
				t.Fatalf("a token of another shape: %d bytes", len(text))
			}
			if half := text[len(prefix) : len(prefix)+21]; seen[half] { // 125 of 256 random bits
				t.Fatal("half of a token was there before")
			} else {
				seen[half] = true
			}
			got, err := token.Parse(kind, text)
			if err != nil || got != hash || hash != sha256.Sum256([]byte(text)) {
				t.Fatalf("its own token is refused: %v", err)
			}
			if strings.Contains(fmt.Sprint(plain), text) {
				t.Fatal("the token prints")
			}
		}
	}
}

func TestOneKindIsNeverAnother(t *testing.T) {
	t.Parallel()
	for _, made := range kinds {
		plain, _ := token.New(made)
		for _, asked := range kinds {
			if _, err := token.Parse(asked, plain.Reveal()); (err == nil) != (made == asked) {
				t.Errorf("kind %d parsed as %d: %v", made, asked, err)
			}
		}
	}
	if _, err := token.Parse(0, "whatever"); err == nil {
		t.Error("an unknown kind parses")
	}
}

// Each single character changed, dropped, doubled or swapped is found by the checksum.
func TestEveryTypoIsRefused(t *testing.T) {
	t.Parallel()
	plain, _ := token.New(token.APIKey)
	text := plain.Reveal()
	for i := range text {
		typos := []string{text[:i] + text[i+1:], text[:i] + text[i:i+1] + text[i:], text[:i] + "-" + text[i+1:], text[:i] + "\n" + text[i+1:]}
		for _, sign := range "09AZaz" {
			typos = append(typos, text[:i]+string(sign)+text[i+1:])
		}
		if i > 0 {
			typos = append(typos, text[:i-1]+text[i:i+1]+text[i-1:i]+text[i+1:])
		}
		for _, typo := range typos {
			if typo == text {
				continue
			}
			if _, err := token.Parse(token.APIKey, typo); !errors.Is(err, token.ErrMalformed) {
				t.Errorf("position %d: a typo parses", i)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	plain, _ := token.New(token.Session)
	f.Add(plain.Reveal())
	f.Add("tfs_" + strings.Repeat("z", 49))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		hash, err := token.Parse(token.Session, text)
		if err != nil {
			if hash != (token.Hash{}) {
				t.Error("a refused token has a hash")
			}
			return
		}
		if len(text) != token.Length || hash != sha256.Sum256([]byte(text)) {
			t.Errorf("accepted %q", text)
		}
	})
}

// A number over 256 bits would be a second form of a smaller one after decoding.
func TestRandomPartStaysWithin256Bits(t *testing.T) {
	t.Parallel()
	text := token.WithChecksum("tfs_" + strings.Repeat("z", 43))
	if _, err := token.Parse(token.Session, text); !errors.Is(err, token.ErrMalformed) {
		t.Errorf("got %v", err)
	}
	if _, err := token.Parse(token.Session, token.WithChecksum("tfs_"+strings.Repeat("0", 43))); err != nil {
		t.Errorf("the smallest number is refused: %v", err)
	}
	if _, err := token.Parse(token.Session, token.WithChecksum("tfs_"+strings.Repeat("0", 42)+"-")); err == nil {
		t.Error("another alphabet is accepted")
	}
}
