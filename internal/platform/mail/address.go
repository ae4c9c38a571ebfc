package mail

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// The lengths of RFC 5321 §4.5.3.1, in bytes.
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

// ErrAddress is for what isn't an e-mail address that TaskFlow sends to. It doesn't repeat it.
var ErrAddress = errors.New("must be an e-mail address such as name@example.com")

// Address is a mailbox with the name of whom it belongs to. Email is how people
// write it and see it: its domain may have letters of any script. What is
// compared and sent is Canonical and ASCII.
type Address struct {
	Name  string
	Email string
}

// ParseAddress reads an addr-spec and nothing around it. Letters beyond ASCII are refused
// before the sign; after it they must be a domain that could be registered (RFC 5891).
//
// A domain is only normalised: NFC and lower case. Nothing else is mapped, so no two scripts
// are taken for each other: what looks like example.com in other letters is another domain,
// with another xn-- form, and another account. Nobody is kept from writing one, as nobody is
// kept from registering one.
func ParseAddress(text string) (Address, error) {
	at := strings.LastIndexByte(text, '@')
	if at < 1 || len(text) > maxAddress {
		return Address{}, ErrAddress
	}
	local, written := text[:at], text[at+1:]
	domain, ok := registrable(written)
	if !ok || !dotAtom(local) || !hostName(domain) || len(local)+1+len(domain) > maxAddress {
		return Address{}, ErrAddress
	}
	return Address{Email: local + "@" + normal(written)}, nil
}

// registrable is the ASCII form of a domain.
func registrable(domain string) (string, bool) {
	if ascii(domain) {
		return strings.ToLower(domain), true
	}
	// Before any folding: the lower case of the Kelvin sign is an ASCII k.
	if strings.ContainsFunc(domain, turnsASCII) {
		return "", false
	}
	domain, err := idna.Registration.ToASCII(normal(domain))
	return domain, err == nil
}

func normal(domain string) string { return norm.NFC.String(strings.ToLower(norm.NFC.String(domain))) }

func turnsASCII(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.ToLower(r) < utf8.RuneSelf || ascii(norm.NFC.String(string(r))))
}

// Canonical is the form under which an address is unique: providers that tell Robin@ from
// robin@ are a curiosity, and people who would use that are not our users.
func (a Address) Canonical() string { return strings.ToLower(a.ASCII()) }

// ASCII is the form that is sent: a domain of other letters as its xn-- labels.
func (a Address) ASCII() string {
	return a.Email[:strings.LastIndexByte(a.Email, '@')+1] + a.Domain()
}

// Domain is the part after the sign, as it is looked up.
func (a Address) Domain() string {
	written := a.Email[strings.LastIndexByte(a.Email, '@')+1:]
	if domain, ok := registrable(written); ok {
		return domain
	}
	return strings.ToLower(written)
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
