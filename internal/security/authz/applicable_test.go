package authz

import (
	"slices"
	"testing"
	"time"

	"github.com/cedar-policy/cedar-go"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"taskflow/internal/platform/id"
)

// What is prepared for one action must decide as all policies together do.
func TestPreparedPoliciesDecideAsAllOfThem(t *testing.T) {
	t.Parallel()
	prepared, err := LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	whole := allOfThem(prepared)
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		got, want := prepared.ask(q), whole.ask(q)
		slices.Sort(got.because)
		slices.Sort(want.because)
		if got.allowed != want.allowed || !cmp.Equal(got.because, want.because) || got.err != nil || want.err != nil {
			t.Fatalf("%+v: prepared %+v, all %+v", q, got, want)
		}
	})
}

// allOfThem asks every policy about every action.
func allOfThem(p *Policies) *Policies {
	whole := &Policies{set: p.set, actions: map[string]action{}}
	for _, k := range known {
		var list applicable
		for name, policy := range p.set.All() {
			list = append(list, &named{id: name, policy: policy})
		}
		whole.actions[k.name] = action{uid: cedar.NewEntityUID("Action", cedar.String(k.name)), policies: list, looks: looks{true, true, true}}
	}
	return whole
}

func anyQuestion(t *rapid.T) question {
	people := []id.User{{}, {15: 1}, {15: 2}}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	q := question{
		user: people[1].String(), permit: rapid.SampledFrom(known).Draw(t, "permission"), now: now,
		standing: Standing{
			Role:           rapid.SampledFrom(append(Roles(), None)).Draw(t, "role"),
			MembersEditAll: rapid.Bool().Draw(t, "editAll"), Maintenance: rapid.Bool().Draw(t, "maintenance"),
		},
		resource: Resource{
			Kind: rapid.SampledFrom([]Kind{OfWorkspace, OfProject, OfProjectMember, OfTask, OfComment, OfImport, OfView}).Draw(t, "kind"), ID: "x",
			Private: rapid.Bool().Draw(t, "private"), Reached: rapid.Bool().Draw(t, "reached"),
			Creator: rapid.SampledFrom(people).Draw(t, "creator"), Assignee: rapid.SampledFrom(people).Draw(t, "assignee"),
		},
	}
	if hours := rapid.IntRange(-1, 48).Draw(t, "completed"); hours >= 0 {
		at := now.Add(-time.Duration(hours) * time.Hour)
		q.resource.CompletedAt = &at
	}
	return q
}

func TestAPolicyThatNamesOtherActionsIsLeftOut(t *testing.T) {
	t.Parallel()
	p, err := LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range p.actions[TasksRead.Name()].policies {
		if n.id == "nobody edits a task completed more than a day ago" {
			t.Fatal("reading a task is decided by a policy about changing one")
		}
	}
	if len(p.actions[TasksRead.Name()].policies) < 5 {
		t.Fatal("policies are missing")
	}
}

func TestAnActionThatWasNotPreparedIsRefused(t *testing.T) {
	t.Parallel()
	p, err := LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	v := p.ask(question{permit: Permission{name: "tasks:invent", kind: tenant}, standing: Standing{Role: Owner}})
	if v.allowed || v.err == nil {
		t.Fatalf("got %+v", v)
	}
}

func BenchmarkDecide(b *testing.B) {
	p, err := LoadPolicies()
	if err != nil {
		b.Fatal(err)
	}
	me := id.New[id.User]()
	q := question{
		user: me.String(), permit: TasksUpdate, standing: Standing{Role: Member},
		resource: Resource{Kind: OfTask, ID: id.New[id.Task]().String(), Creator: me}, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
	}
	read := q
	read.permit = TasksRead
	for name, policies := range map[string]*Policies{"prepared": p, "all": allOfThem(p)} {
		for what, q := range map[string]question{"read": read, "update": q} {
			b.Run(name+"/"+what, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if !policies.ask(q).allowed {
						b.Fatal("refused")
					}
				}
			})
		}
	}
}
