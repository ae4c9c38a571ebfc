package protocol

import "fmt"

// Refusal is why a document isn't taken: one of the words below, and a private remark.
type Refusal struct {
	Why    Why
	remark string
}

// Why is a word for what is wrong, which the audit log keeps.
type Why string

// What can be wrong with a response.
const (
	Malformed    Why = "malformed"
	Encrypted    Why = "encrypted"
	Unsuccessful Why = "unsuccessful"
	Signature    Why = "signature"
	Certificate  Why = "certificate"
	Issuer       Why = "issuer"
	Destination  Why = "destination"
	Request      Why = "request"
	Audience     Why = "audience"
	Time         Why = "time"
	Subject      Why = "subject"
	Conditions   Why = "conditions"
)

func (r *Refusal) Error() string { return "saml: " + string(r.Why) + ": " + r.remark }

func refuse(why Why, format string, args ...any) error {
	return &Refusal{Why: why, remark: fmt.Sprintf(format, args...)}
}
