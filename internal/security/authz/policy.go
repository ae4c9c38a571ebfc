package authz

import (
	"embed"
	"fmt"
	"sync"
	"time"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

//go:embed policies
var policyFiles embed.FS

// Policies are the parsed policies, ready for each action.
type Policies struct {
	set     *cedar.PolicySet
	actions map[string]action
}

// action is a permission as the policies see it.
type action struct {
	uid      cedar.EntityUID
	policies applicable
	looks    looks
}

// LoadPolicies parses the policies that are part of the program, once: nothing changes them, so every node
// of a process decides by the same ones.
var LoadPolicies = sync.OnceValues(loadPolicies)

func loadPolicies() (*Policies, error) {
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
	return prepare(set)
}

func prepare(set *cedar.PolicySet) (*Policies, error) {
	all, err := readAll(set)
	if err != nil {
		return nil, err
	}
	p := &Policies{set: set, actions: make(map[string]action, len(known))}
	for _, k := range known {
		a := action{uid: cedar.NewEntityUID("Action", cedar.String(k.name))}
		a.policies, a.looks = all.to(a.uid)
		p.actions[k.name] = a
	}
	return p, nil
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
	emptyTags      = cedar.NewRecord(nil)
	noParents      = cedar.NewEntityUIDSet()
	roleAttributes = map[Role]cedar.Record{}
)

func init() {
	for _, r := range append(Roles(), None, Provisioner) {
		roleAttributes[r] = cedar.NewRecord(cedar.RecordMap{keyRole: cedar.String(r)})
	}
}

// ask puts a question to the policies.
func (p *Policies) ask(q question) verdict {
	action, known := p.actions[q.permit.name]
	if !known {
		return verdict{err: fmt.Errorf("no policies were prepared for %q", q.permit.name)}
	}
	world := pair{
		principal: cedar.Entity{
			UID: cedar.NewEntityUID("User", cedar.String(q.user)), Parents: noParents,
			Attributes: roleAttributes[q.standing.Role], Tags: emptyTags,
		},
		resource: cedar.Entity{
			UID: cedar.NewEntityUID(cedar.EntityType(q.resource.Kind), cedar.String(q.resource.ID)), Parents: noParents,
			Attributes: q.resource.attributes(action.looks), Tags: emptyTags,
		},
	}
	decision, diagnostic := cedar.Authorize(action.policies, world, cedar.Request{
		Principal: world.principal.UID, Action: action.uid, Resource: world.resource.UID,
		Context: q.context(action.looks),
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
