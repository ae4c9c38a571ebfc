package problem

import (
	"net/http"
	"slices"
	"time"
)

// Code is a problem's stable name, the last part of its type URI.
type Code string

// The codes. Clients may depend on them; they don't change their meaning.
const (
	CodeBadRequest         Code = "bad-request"
	CodeUnauthenticated    Code = "unauthenticated"
	CodeForbidden          Code = "forbidden"
	CodeNotFound           Code = "not-found"
	CodeMethodNotAllowed   Code = "method-not-allowed"
	CodeNotAcceptable      Code = "not-acceptable"
	CodeTimeout            Code = "request-timeout"
	CodeConflict           Code = "conflict"
	CodeGone               Code = "gone"
	CodeEditConflict       Code = "edit-conflict"
	CodeTooLarge           Code = "too-large"
	CodeURITooLong         Code = "uri-too-long"
	CodeUnsupportedMedia   Code = "unsupported-media-type"
	CodeMisdirected        Code = "misdirected"
	CodeInvalid            Code = "invalid"
	CodeIdempotencyReuse   Code = "idempotency-key-reused"
	CodeTooManyRequests    Code = "too-many-requests"
	CodeHeaderTooLarge     Code = "header-too-large"
	CodeInternal           Code = "internal"
	CodeUnavailable        Code = "unavailable"
	CodeMethodNotSupported Code = "method-not-supported"
	// CodeReauthenticate asks to prove again who one is; then the same request works.
	CodeReauthenticate Code = "reauthenticate"
	// CodeSecondFactor is for a workspace whose policy asks for a second factor that the session lacks.
	CodeSecondFactor Code = "second-factor-required"
	// CodeCompanySignIn is for a workspace that asks its members to come in by its own provider.
	CodeCompanySignIn Code = "company-sign-in-required"
	// CodeTooManyAttempts is for who has guessed wrong, or somebody else for the same
	// account: the answer says when the next attempt is looked at.
	CodeTooManyAttempts Code = "too-many-attempts"
	// CodeLinkFirst is for who has shown an identity whose address has an account already:
	// only somebody who is signed in to it connects the two.
	CodeLinkFirst Code = "link-first"
	// CodeNotAdmitted is for an identity for which no account is made here.
	CodeNotAdmitted Code = "not-admitted"
	// CodeProviderRefused is for a provider that has signed nobody in, as it says itself.
	CodeProviderRefused Code = "provider-refused"
)

type meaning struct {
	status int
	title  string
}

// meanings is the one table from problems to HTTP (RFC 9110, RFC 9457).
var meanings = map[Code]meaning{
	CodeBadRequest:         {http.StatusBadRequest, "The request could not be understood"},
	CodeUnauthenticated:    {http.StatusUnauthorized, "Sign in first"},
	CodeForbidden:          {http.StatusForbidden, "You may not do this"},
	CodeNotFound:           {http.StatusNotFound, "There is nothing here"},
	CodeMethodNotAllowed:   {http.StatusMethodNotAllowed, "This method is not allowed here"},
	CodeNotAcceptable:      {http.StatusNotAcceptable, "No acceptable form of the answer exists"},
	CodeTimeout:            {http.StatusRequestTimeout, "The request took too long to arrive"},
	CodeConflict:           {http.StatusConflict, "This conflicts with what is there"},
	CodeGone:               {http.StatusGone, "This is no longer available"},
	CodeEditConflict:       {http.StatusPreconditionFailed, "Somebody changed this in the meantime"},
	CodeTooLarge:           {http.StatusRequestEntityTooLarge, "The request is too large"},
	CodeURITooLong:         {http.StatusRequestURITooLong, "The address is too long"},
	CodeUnsupportedMedia:   {http.StatusUnsupportedMediaType, "This media type is not supported"},
	CodeMisdirected:        {http.StatusMisdirectedRequest, "This server does not answer for that host"},
	CodeInvalid:            {http.StatusUnprocessableEntity, "Some of the input is not valid"},
	CodeIdempotencyReuse:   {http.StatusUnprocessableEntity, "This idempotency key was used for another request"},
	CodeTooManyRequests:    {http.StatusTooManyRequests, "Too many requests"},
	CodeHeaderTooLarge:     {http.StatusRequestHeaderFieldsTooLarge, "The request's headers are too large"},
	CodeInternal:           {http.StatusInternalServerError, "Something went wrong on our side"},
	CodeMethodNotSupported: {http.StatusNotImplemented, "This method is not supported"},
	CodeReauthenticate:     {http.StatusUnauthorized, "Prove again that it is you"},
	CodeSecondFactor:       {http.StatusForbidden, "This workspace asks for a second factor"},
	CodeCompanySignIn:      {http.StatusForbidden, "This workspace asks for its company's sign-in"},
	CodeTooManyAttempts:    {http.StatusTooManyRequests, "Too many attempts: wait a moment"},
	CodeLinkFirst:          {http.StatusConflict, "An account has this address already"},
	CodeNotAdmitted:        {http.StatusForbidden, "There is no account for this identity"},
	CodeProviderRefused:    {http.StatusForbidden, "The provider did not sign you in"},
	CodeUnavailable:        {http.StatusServiceUnavailable, "Not available for the moment"},
}

// Status returns the HTTP status of the code; codes not in the table are internal.
func (c Code) Status() int {
	if m, ok := meanings[c]; ok {
		return m.status
	}
	return http.StatusInternalServerError
}

// Title returns the sentence that is the same for every problem of the code.
func (c Code) Title() string {
	if m, ok := meanings[c]; ok {
		return m.title
	}
	return meanings[CodeInternal].title
}

// special codes say more than their status does.
var special = []Code{CodeReauthenticate, CodeSecondFactor, CodeCompanySignIn, CodeIdempotencyReuse, CodeTooManyAttempts, CodeLinkFirst, CodeNotAdmitted, CodeProviderRefused}

// ByStatus returns the code that stands for an HTTP status when nothing more is known.
func ByStatus(status int) Code {
	switch status {
	case http.StatusUnprocessableEntity:
		return CodeInvalid
	case http.StatusPreconditionFailed:
		return CodeEditConflict
	}
	for code, m := range meanings {
		if m.status == status && !slices.Contains(special, code) {
			return code
		}
	}
	if status >= 400 && status < 500 {
		return CodeBadRequest
	}
	return CodeInternal
}

// BadRequest is for requests that can't be parsed.
func BadRequest(detail string) *Problem { return &Problem{Code: CodeBadRequest, Detail: detail} }

// Unauthenticated is for a missing, wrong or ended credential; the cause is private.
func Unauthenticated(cause error) *Problem { return &Problem{Code: CodeUnauthenticated, cause: cause} }

// Forbidden is for somebody who may know that the thing exists but may not do this to it.
func Forbidden(cause error) *Problem { return &Problem{Code: CodeForbidden, cause: cause} }

// NotFound is for what doesn't exist, and for what an outsider may not know to exist.
func NotFound(cause error) *Problem { return &Problem{Code: CodeNotFound, cause: cause} }

// Conflict is for a request that the present state doesn't allow.
func Conflict(detail string) *Problem { return &Problem{Code: CodeConflict, Detail: detail} }

// Gone is for a single-use thing that was used or has expired.
func Gone(detail string) *Problem { return &Problem{Code: CodeGone, Detail: detail} }

// EditConflict is for a lost update: the version asked to be changed is not the present one.
func EditConflict() *Problem { return &Problem{Code: CodeEditConflict} }

// TooLarge is for a body over its limit in bytes.
func TooLarge(limit int64) *Problem {
	return &Problem{Code: CodeTooLarge, Detail: "The limit is " + bytesText(limit) + "."}
}

// Invalid is for input that was understood and refused, field by field.
func Invalid(fields ...Field) *Problem { return &Problem{Code: CodeInvalid, Fields: fields} }

// InvalidField is Invalid for one field.
func InvalidField(field, reason string) *Problem { return Invalid(Field{Field: field, Reason: reason}) }

// TooManyRequests is for a spent limit; retryAfter says when there is room again.
func TooManyRequests(retryAfter time.Duration) *Problem {
	return &Problem{Code: CodeTooManyRequests, RetryAfter: retryAfter}
}

// TooManyAttempts is for an attempt that isn't looked at before retryAfter.
func TooManyAttempts(retryAfter time.Duration) *Problem {
	return &Problem{Code: CodeTooManyAttempts, RetryAfter: retryAfter}
}

// Unavailable is for a dependency that doesn't answer or a queue that is full.
func Unavailable(cause error, retryAfter time.Duration) *Problem {
	return &Problem{Code: CodeUnavailable, RetryAfter: retryAfter, cause: cause}
}

// Reauthenticate asks for a proof that is not older than age (RFC 9470).
func Reauthenticate(age time.Duration) *Problem {
	return &Problem{Code: CodeReauthenticate, age: age}
}

// Internal is for everything that should not have happened.
func Internal(cause error) *Problem { return &Problem{Code: CodeInternal, cause: cause} }

// New is for the rarer codes; the cause is private.
func New(code Code, detail string, cause error) *Problem {
	return &Problem{Code: code, Detail: detail, cause: cause}
}
