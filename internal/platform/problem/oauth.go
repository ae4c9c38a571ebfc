package problem

// OAuthError is the name of an error of a token endpoint (RFC 6749 section 5.2, RFC 8707 section 2).
type OAuthError string

// The errors.
const (
	InvalidRequest       OAuthError = "invalid_request"
	InvalidClient        OAuthError = "invalid_client"
	InvalidScope         OAuthError = "invalid_scope"
	InvalidTarget        OAuthError = "invalid_target"
	UnsupportedGrantType OAuthError = "unsupported_grant_type"
)

// OAuth is a problem that is told in OAuth's own form; the cause is private.
func OAuth(name OAuthError, cause error) *Problem {
	code := CodeBadRequest
	if name == InvalidClient {
		code = CodeUnauthenticated
	}
	return &Problem{Code: code, oauth: name, cause: cause}
}

// OAuthBody is the form (RFC 6749 section 5.2).
type OAuthBody struct {
	Error OAuthError `json:"error"`
	// RequestID is ours: clients leave alone what they don't know (section 5.2).
	RequestID string `json:"request_id,omitempty"`
}

// OAuth returns the problem in OAuth's form; false when it isn't one of OAuth's.
func (p *Problem) OAuth() (OAuthBody, bool) { return OAuthBody{Error: p.oauth}, p.oauth != "" }
