package scim

import "taskflow/internal/platform/problem"

// Supported says whether something is offered.
type Supported struct {
	Supported bool `json:"supported"`
}

// Filtering says that filters are offered, and how many results there are at most.
type Filtering struct {
	Supported  bool `json:"supported"`
	MaxResults int  `json:"maxResults"`
}

// Bulk says that bulk requests aren't offered.
type Bulk struct {
	Supported      bool  `json:"supported"`
	MaxOperations  int   `json:"maxOperations"`
	MaxPayloadSize int64 `json:"maxPayloadSize"`
}

// AuthenticationScheme is a way to show who asks.
type AuthenticationScheme struct {
	Type        string `json:"type"`
	Name        string `json:"name"`
	Description string `json:"description"`
	SpecURI     string `json:"specUri"`
}

// Place is where a resource that never changes is.
type Place struct {
	ResourceType string `json:"resourceType"`
	Location     string `json:"location"`
}

// ServiceProviderConfig is what the service can do (RFC 7643 section 5).
type ServiceProviderConfig struct {
	Schemas               []string               `json:"schemas"`
	DocumentationURI      string                 `json:"documentationUri"`
	Patch                 Supported              `json:"patch"`
	Bulk                  Bulk                   `json:"bulk"`
	Filter                Filtering              `json:"filter"`
	ChangePassword        Supported              `json:"changePassword"`
	Sort                  Supported              `json:"sort"`
	ETag                  Supported              `json:"etag"`
	AuthenticationSchemes []AuthenticationScheme `json:"authenticationSchemes"`
	Meta                  Place                  `json:"meta"`
}

// ContentType is SCIM's.
func (ServiceProviderConfig) ContentType(string) string { return problem.SCIMContentType }

// Configuration is what is offered at base.
func Configuration(base, docs string, maxResults int) *ServiceProviderConfig {
	return &ServiceProviderConfig{
		Schemas: []string{core + "ServiceProviderConfig"}, DocumentationURI: docs, Patch: Supported{true}, Filter: Filtering{true, maxResults}, ETag: Supported{true},
		AuthenticationSchemes: []AuthenticationScheme{{
			Type: "oauthbearertoken", Name: "Bearer token", Description: "A token that an admin of the workspace has made", SpecURI: "https://www.rfc-editor.org/info/rfc6750",
		}},
		Meta: Place{"ServiceProviderConfig", base + "/ServiceProviderConfig"},
	}
}

// ResourceType is a type of resource (RFC 7643 section 6).
type ResourceType struct {
	Schemas  []string `json:"schemas"`
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Endpoint string   `json:"endpoint"`
	Schema   string   `json:"schema"`
	Meta     Place    `json:"meta"`
}

// ResourceTypes are Users and Groups.
func ResourceTypes(base string) (list []ResourceType) {
	for _, t := range []struct{ name, endpoint, schema string }{{"User", "/Users", UserSchema}, {"Group", "/Groups", GroupSchema}} {
		list = append(list, ResourceType{
			Schemas: []string{core + "ResourceType"}, ID: t.name, Name: t.name, Endpoint: t.endpoint, Schema: t.schema,
			Meta: Place{"ResourceType", base + "/ResourceTypes/" + t.name},
		})
	}
	return list
}

// Attribute is an attribute of a schema (RFC 7643 section 7).
type Attribute struct {
	Name          string      `json:"name"`
	Type          string      `json:"type"`
	MultiValued   bool        `json:"multiValued"`
	Description   string      `json:"description"`
	Required      bool        `json:"required"`
	CaseExact     bool        `json:"caseExact"`
	Mutability    string      `json:"mutability"`
	Returned      string      `json:"returned"`
	Uniqueness    string      `json:"uniqueness"`
	SubAttributes []Attribute `json:"subAttributes,omitempty"`
}

// Schema is what is kept of a type (RFC 7643 section 7).
type Schema struct {
	Schemas     []string    `json:"schemas"`
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Attributes  []Attribute `json:"attributes"`
	Meta        Place       `json:"meta"`
}

// Schemas are those of Users and Groups, with the attributes that are kept.
func Schemas(base string) []Schema {
	return []Schema{
		schema(base, UserSchema, "User", "Somebody who is to be in the workspace", []Attribute{
			unique(required(attribute("userName", "string", "What the provider calls somebody; the address where no other is given"))),
			exactly(attribute("externalId", "string", "The provider's own name for the resource")),
			attribute("displayName", "string", "The name that is shown"),
			composed("name", "The parts of the name", attribute("givenName", "string", "The given name"), attribute("familyName", "string", "The family name")),
			many(composed("emails", "The one address that is kept", attribute("value", "string", "The address"), attribute("type", "string", "work"),
				attribute("primary", "boolean", "true"))),
			attribute("active", "boolean", "Whether somebody is to be in the workspace"),
		}),
		schema(base, GroupSchema, "Group", "A group, which may stand for a role", []Attribute{
			unique(required(attribute("displayName", "string", "The name of the group"))),
			exactly(attribute("externalId", "string", "The provider's own name for the resource")),
			many(composed("members", "Users", exactly(attribute("value", "string", "The id of a User")), attribute("display", "string", "His name"))),
		}),
	}
}

func schema(base, urn, name, description string, attributes []Attribute) Schema {
	return Schema{
		Schemas: []string{core + "Schema"}, ID: urn, Name: name, Description: description, Attributes: attributes, Meta: Place{"Schema", base + "/Schemas/" + urn},
	}
}

func attribute(name, kind, description string) Attribute {
	return Attribute{Name: name, Type: kind, Description: description, Mutability: "readWrite", Returned: "default", Uniqueness: "none"}
}

func composed(name, description string, parts ...Attribute) Attribute {
	a := attribute(name, "complex", description)
	a.SubAttributes = parts
	return a
}

func required(a Attribute) Attribute {
	a.Required = true
	return a
}

func unique(a Attribute) Attribute {
	a.Uniqueness = "server"
	return a
}

func exactly(a Attribute) Attribute {
	a.CaseExact = true
	return a
}

func many(a Attribute) Attribute {
	a.MultiValued = true
	return a
}
