package authz

import (
	"embed"
	"fmt"
	"time"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

//go:embed policies
var policyFiles embed.FS

// Policies are the parsed policies.
type Policies struct{ set *cedar.PolicySet }

// LoadPolicies parses the policies that are part of the program.
func LoadPolicies() (*Policies, error) {
	files, err := policyFiles.ReadDir("policies")
	if err != nil {
		return nil, fmt.Errorf("reading the policies: %w", err)
	}
	set := cedar.NewPolicySet()
	for _, f := range files {
		text, err := policyFiles.ReadFile("policies/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("reading the policies: %w", err)
		}
		list, err := cedar.NewPolicyListFromBytes(f.Name(), text)
		if err != nil {
			return nil, fmt.Errorf("parsing %s: %w", f.Name(), err)
		}
		for _, p := range list {
			if !set.Add(cedar.PolicyID(p.Annotations()["id"]), p) {
				return nil, fmt.Errorf("%s: two policies are called %q", f.Name(), p.Annotations()["id"])
			}
		}
	}
	return &Policies{set: set}, nil
}

// verdict is what the policies say, and which of them decided.
type verdict struct {
	allowed bool
	because []string
	err     error
}

// question is one request to the policies.
type question struct {
	user     string
	permit   Permission
	standing Standing
	resource Resource
	now      time.Time
}

var (
	keyRole        = cedar.String("role")
	noMember       = cedar.NewEntityUID("User", "none")
	emptyTags      = cedar.NewRecord(nil)
	noParents      = cedar.NewEntityUIDSet()
	actionsByName  = map[string]cedar.EntityUID{}
	roleAttributes = map[Role]cedar.Record{}
)

func init() {
	for _, p := range known {
		actionsByName[p.name] = cedar.NewEntityUID("Action", cedar.String(p.name))
	}
	for _, r := range append(Roles(), None) {
		roleAttributes[r] = cedar.NewRecord(cedar.RecordMap{keyRole: cedar.String(r)})
	}
}

// ask puts a question to the policies.
func (p *Policies) ask(q question) verdict {
	world := pair{
		principal: cedar.Entity{
			UID: cedar.NewEntityUID("User", cedar.String(q.user)), Parents: noParents,
			Attributes: roleAttributes[q.standing.Role], Tags: emptyTags,
		},
		resource: cedar.Entity{
			UID: cedar.NewEntityUID(cedar.EntityType(q.resource.Kind), cedar.String(q.resource.ID)), Parents: noParents,
			Attributes: q.resource.attributes(), Tags: emptyTags,
		},
	}
	decision, diagnostic := cedar.Authorize(p.set, world, cedar.Request{
		Principal: world.principal.UID, Action: actionsByName[q.permit.name], Resource: world.resource.UID,
		Context: cedar.NewRecord(cedar.RecordMap{
			"now": cedar.NewDatetime(q.now), "change": cedar.Boolean(q.permit.write),
			"membersEditAll": cedar.Boolean(q.standing.MembersEditAll), "maintenance": cedar.Boolean(q.standing.Maintenance),
		}),
	})
	v := verdict{allowed: decision == cedar.Allow}
	for _, reason := range diagnostic.Reasons {
		v.because = append(v.because, string(reason.PolicyID))
	}
	if len(diagnostic.Errors) > 0 { // a policy that fails must not be one that is skipped
		v.allowed = false
		v.err = fmt.Errorf("policy %q: %s", diagnostic.Errors[0].PolicyID, diagnostic.Errors[0].Message)
	}
	return v
}

func (r Resource) attributes() cedar.Record {
	attributes := cedar.RecordMap{
		"private": cedar.Boolean(r.Private), "reached": cedar.Boolean(r.Reached),
		"creator": person(r.Creator.IsZero(), r.Creator.String), "assignee": person(r.Assignee.IsZero(), r.Assignee.String),
		"completed": cedar.Boolean(r.CompletedAt != nil),
	}
	if r.CompletedAt != nil {
		attributes["completedAt"] = cedar.NewDatetime(*r.CompletedAt)
	}
	return cedar.NewRecord(attributes)
}

func person(none bool, name func() string) cedar.EntityUID {
	if none {
		return noMember
	}
	return cedar.NewEntityUID("User", cedar.String(name()))
}

// pair is the world of one decision: who asks, and for what.
type pair struct{ principal, resource cedar.Entity }

// Get returns one of the two.
func (p pair) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case p.principal.UID:
		return p.principal, true
	case p.resource.UID:
		return p.resource, true
	}
	return types.Entity{}, false
}
