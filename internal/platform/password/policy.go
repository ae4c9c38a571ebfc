package password

import (
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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
	reasonLeaked = "is known from a leak: choose one that you use nowhere else"
	reasonCommon = "is too easy to guess: avoid common passwords, repetition, sequences, and your own name or e-mail"
)

// Policy judges new passwords. Its zero value, and nil, is the one without a file.
type Policy struct {
	// Breached are passwords that the operator knows to be out; nil for none.
	Breached *Breached
}

// Judge returns why a new password is refused, or nothing when it is good: its length,
// that it isn't common or built from what is known of the person (e-mail, name), and that
// it isn't among the breached. There are no rules about kinds of characters. A reason never
// holds the password. It fails when the file of breached passwords can't be read.
func (p *Policy) Judge(password string, onlyFactor bool, known ...string) (reason string, err error) {
	if reason = judge(password, onlyFactor, known); reason != "" || p == nil || p.Breached == nil {
		return reason, nil
	}
	out, err := p.Breached.Has(norm.NFC.String(password))
	if out {
		reason = reasonLeaked
	}
	return reason, err
}

// steps are the bits from which a password has the next score. The first is where refusing ends.
var steps = []float64{minBits, 36, 43, 52}

// Score is how hard a password is to guess, whatever its length: from 0, where Judge refuses it, to 4.
func Score(password string, known ...string) int {
	if len(password) > MaxBytes {
		return 0
	}
	bits, score := guessBits(norm.NFC.String(password), known), 0
	for _, least := range steps {
		if bits >= least {
			score++
		}
	}
	return score
}

// StandsAlone tells whether a password is long enough to be the only factor.
func StandsAlone(password string) bool {
	text := norm.NFC.String(password)
	return utf8.RuneCountInString(unrepeated(text)) >= MinOnlyFactor
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
