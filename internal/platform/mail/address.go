package mail

import (
	"errors"
	"strings"
)

// The lengths of RFC 5321 §4.5.3.1, in bytes.
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

// ErrAddress is for what isn't an e-mail address that TaskFlow sends to. It doesn't repeat it.
var ErrAddress = errors.New("must be an e-mail address such as name@example.com")

// Address is a mailbox with the name of whom it belongs to.
type Address struct {
	Name  string
	Email string
}

// ParseAddress reads an addr-spec and nothing around it. Letters beyond ASCII are refused on
// both sides; a domain in another script is written in its xn-- form.
func ParseAddress(text string) (Address, error) {
	at := strings.LastIndexByte(text, '@')
	// Before any folding: the lower case of the Kelvin sign is an ASCII k.
	if at < 1 || len(text) > maxAddress || !ascii(text) {
		return Address{}, ErrAddress
	}
	local, domain := text[:at], strings.ToLower(text[at+1:])
	if !dotAtom(local) || !hostName(domain) {
		return Address{}, ErrAddress
	}
	return Address{Email: local + "@" + domain}, nil
}

// Canonical is the form under which an address is unique: providers that tell Robin@ from
// robin@ are a curiosity, and people who would use that are not our users.
func (a Address) Canonical() string { return strings.ToLower(a.Email) }

// Domain is the part after the sign, in lower case.
func (a Address) Domain() string {
	return strings.ToLower(a.Email[strings.LastIndexByte(a.Email, '@')+1:])
}

// atext of RFC 5322 §3.2.3, beside letters and digits.
const atext = "!#$%&'*+-/=?^_`{|}~"

func dotAtom(local string) bool {
	if len(local) > maxLocal {
		return false
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			if !alphanumeric(atom[i]) && strings.IndexByte(atext, atom[i]) < 0 {
				return false
			}
		}
	}
	return true
}

// hostName wants two labels at least, since mail to bob@gmail never arrives; localhost is
// for development.
func hostName(domain string) bool {
	if domain == "localhost" {
		return true
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if !hostLabel(label) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(labels) > 1 && strings.Trim(last, "0123456789") != ""
}

func hostLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	// RFC 5891 §4.2.3.1: hyphens in the third and fourth place are kept for encodings.
	if len(label) >= 4 && label[2:4] == "--" && (!strings.HasPrefix(label, "xn--") || len(label) == 4) {
		return false
	}
	for i := range len(label) {
		if !alphanumeric(label[i]) && label[i] != '-' {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
