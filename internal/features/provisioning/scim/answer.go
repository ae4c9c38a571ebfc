package scim

import (
	"time"

	"taskflow/internal/platform/problem"
)

// The schemas (RFC 7643 section 8.7, RFC 7644 section 8.2).
const (
	UserSchema     = core + "User"
	GroupSchema    = core + "Group"
	responseSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
)

// Meta is what is said of every resource (RFC 7643 section 3.1).
type Meta struct {
	ResourceType string    `json:"resourceType"`
	Created      time.Time `json:"created"`
	LastModified time.Time `json:"lastModified"`
	Location     string    `json:"location"`
	Version      string    `json:"version" doc:"The ETag"`
}

// Name is a person's name in parts.
type Name struct {
	GivenName  string `json:"givenName,omitempty"`
	FamilyName string `json:"familyName,omitempty"`
}

// Email is the one address that is kept.
type Email struct {
	Value   string `json:"value"`
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
}

// UserResource is a User as it is shown.
type UserResource struct {
	Schemas     []string `json:"schemas"`
	ID          string   `json:"id"`
	ExternalID  string   `json:"externalId,omitempty"`
	UserName    string   `json:"userName"`
	Name        Name     `json:"name"`
	DisplayName string   `json:"displayName,omitempty"`
	Emails      []Email  `json:"emails"`
	Active      bool     `json:"active"`
	Meta        Meta     `json:"meta"`
	Revision    int64    `json:"-"`
}

// EntityVersion makes the version the ETag.
func (u UserResource) EntityVersion() int64 { return u.Revision }

// MadeAt is where the User is.
func (u UserResource) MadeAt() string { return u.Meta.Location }

// ContentType is SCIM's.
func (UserResource) ContentType(string) string { return problem.SCIMContentType }

// Member is a member of a group as it is shown.
type Member struct {
	Value   string `json:"value"`
	Ref     string `json:"$ref"`
	Display string `json:"display,omitempty"`
}

// GroupResource is a Group as it is shown.
type GroupResource struct {
	Schemas     []string `json:"schemas"`
	ID          string   `json:"id"`
	ExternalID  string   `json:"externalId,omitempty"`
	DisplayName string   `json:"displayName"`
	Members     []Member `json:"members,omitempty"`
	Meta        Meta     `json:"meta"`
	Revision    int64    `json:"-"`
}

// EntityVersion makes the version the ETag.
func (g GroupResource) EntityVersion() int64 { return g.Revision }

// MadeAt is where the Group is.
func (g GroupResource) MadeAt() string { return g.Meta.Location }

// ContentType is SCIM's.
func (GroupResource) ContentType(string) string { return problem.SCIMContentType }

// Response is the answer of a query (RFC 7644 section 3.4.2).
type Response[T any] struct {
	Schemas      []string `json:"schemas"`
	TotalResults int      `json:"totalResults"`
	StartIndex   int      `json:"startIndex"`
	ItemsPerPage int      `json:"itemsPerPage"`
	Resources    []T      `json:"Resources"`
}

// ContentType is SCIM's.
func (Response[T]) ContentType(string) string { return problem.SCIMContentType }

// Respond makes the answer of a query.
func Respond[T any](total, start int, page []T) *Response[T] {
	return &Response[T]{Schemas: []string{responseSchema}, TotalResults: total, StartIndex: start, ItemsPerPage: len(page), Resources: page}
}
