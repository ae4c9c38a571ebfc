package problem

import "strconv"

// SCIMType is what a SCIM client is told of a refusal beside its status (RFC 7644 section 3.12, table 9).
type SCIMType string

// The types.
const (
	Uniqueness    SCIMType = "uniqueness"
	InvalidFilter SCIMType = "invalidFilter"
	InvalidPath   SCIMType = "invalidPath"
	InvalidSyntax SCIMType = "invalidSyntax"
	InvalidValue  SCIMType = "invalidValue"
	Mutability    SCIMType = "mutability"
	NoTarget      SCIMType = "noTarget"
	TooMany       SCIMType = "tooMany"
)

// SCIMContentType is the media type of all that SCIM says (RFC 7644 section 8.1).
const SCIMContentType = "application/scim+json"

// SCIM is a problem with a type of SCIM's; the detail is public.
func SCIM(kind SCIMType, detail string) *Problem {
	code := CodeBadRequest
	if kind == Uniqueness {
		code = CodeConflict
	}
	return &Problem{Code: code, Detail: detail, scim: kind}
}

// SCIMBody is a problem as SCIM's clients know it (RFC 7644 section 3.12).
type SCIMBody struct {
	Schemas  []string `json:"schemas"`
	Status   string   `json:"status"`
	SCIMType SCIMType `json:"scimType,omitempty"`
	Detail   string   `json:"detail,omitempty"`
	// Type and RequestID are ours: clients leave alone what they don't know.
	Type      string `json:"type"`
	RequestID string `json:"request_id,omitempty"`
}

// SCIM returns the problem in SCIM's form and its status. SCIM knows no 422: input that
// was understood and refused is a bad request.
func (p *Problem) SCIM() (body SCIMBody, status int) {
	body = SCIMBody{
		Schemas: []string{"urn:ietf:params:scim:api:messages:2.0:Error"}, SCIMType: p.scim, Detail: p.Detail, Type: TypeBase + string(p.Code),
	}
	status = p.Code.Status()
	if p.Code == CodeInvalid {
		status = CodeBadRequest.Status()
		body.SCIMType, body.Detail = p.invalid()
	}
	body.Status = strconv.Itoa(status)
	return body, status
}

// invalid tells which part of the input was refused, which is all that SCIM has room for.
func (p *Problem) invalid() (SCIMType, string) {
	if len(p.Fields) == 0 {
		return InvalidValue, ""
	}
	kind, first := InvalidValue, p.Fields[0]
	if first.Field == "query.filter" {
		kind = InvalidFilter
	}
	return kind, first.Field + ": " + first.Reason
}
