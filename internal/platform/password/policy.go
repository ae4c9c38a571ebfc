package password

import (
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"taskflow/internal/platform/problem"
)

// NIST SP 800-63B-4 §3.1.1.2, in characters after normalisation.
const (
	MinOnlyFactor = 15
	MinWithSecond = 8
	MaxCharacters = 256
)

// minBits is the least estimated strength, a little more than zxcvbn's "safe from throttled
// online guessing". Higher would refuse good passphrases of three words, and random passwords
// of eight characters; the length is asked for beside it.
const minBits = 30

const (
	field        = "password"
	reasonBytes  = "must be at most 1024 bytes"
	reasonUTF8   = "must be valid UTF-8"
	reasonCommon = "is too easy to guess: avoid common passwords, repetition, sequences, and your own name or e-mail"
)

// Check judges a new password: its length, and that it isn't common or built from what is
// known of the person (e-mail, name). There are no rules about kinds of characters. It
// returns no field when the password is good; a reason never holds the password.
func Check(password string, onlyFactor bool, known ...string) []problem.Field {
	if reason := judge(password, onlyFactor, known); reason != "" {
		return []problem.Field{{Field: field, Reason: reason}}
	}
	return nil
}

func judge(password string, onlyFactor bool, known []string) string {
	least := MinWithSecond
	if onlyFactor {
		least = MinOnlyFactor
	}
	if len(password) > MaxBytes {
		return reasonBytes
	}
	if !utf8.ValidString(password) {
		return reasonUTF8
	}
	text := norm.NFC.String(password)
	switch n := utf8.RuneCountInString(text); {
	case n < least:
		return fmt.Sprintf("must have at least %d characters", least)
	case n > MaxCharacters:
		return fmt.Sprintf("must have at most %d characters", MaxCharacters)
	case utf8.RuneCountInString(unrepeated(text)) < least, guessBits(text, known) < minBits:
		return reasonCommon
	}
	return ""
}
