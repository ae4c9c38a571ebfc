package scim_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/provisioning/scim"
	"taskflow/internal/platform/problem"
)

// FuzzFilter: whatever a filter is, it is read or refused, soon, and what was read can be
// asked anything.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		`userName eq "a"`, `userName eq "a" and (active eq true or not (externalId pr))`, `emails[type eq "work" and value co "@"]`, `members eq "x"`,
		strings.Repeat("(", 4) + `id pr` + strings.Repeat(")", 4), `urn:x:y:2.0:User:userName sw "a\u0041\""`, `userName eq -1.5e3`, `userName eq null`, `a.b.c eq "x"`, "\x00", `"`, `not`, `userName eq "` + strings.Repeat(`\"`, 400) + `"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		begun := time.Now()
		filter, err := scim.ParseFilter(text)
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%d bytes took %v", len(text), took)
		}
		if err != nil {
			mustBeProblem(t, err)
			return
		}
		for _, name := range []string{"id", "username", "emails.value", "members.value"} {
			filter.Equals(name)
		}
		filter.Matches(scim.Attributes{})
		filter.Matches(scim.Attributes{"id": {"x"}, "username": {"A"}, "active": {true}, "emails.value": {"a@example.org"}, "members.value": {"x", "y"}})
	})
}

// FuzzPatch: whatever a change is, it is made or refused, soon, and leaves a User and a
// Group that are whole.
func FuzzPatch(f *testing.F) {
	for _, seed := range []string{
		`{"Operations":[{"op":"Replace","path":"active","value":"False"}]}`, `{"Operations":[{"op":"add","value":{"name.givenName":"x","emails[type eq \"work\"].value":"a@example.org"}}]}`,
		`{"Operations":[{"op":"remove","path":"members[value eq \"scu_01jc5zt5e8f3bvxk2r9q7m4dhn\"]"}]}`, `{"Operations":[{"op":"add","path":"members","value":[{"value":"scu_01jc5zt5e8f3bvxk2r9q7m4dhn"}]}]}`,
		`{"Operations":[{"op":"replace","path":"emails","value":[{"value":"b@example.org","type":"home"}]}]}`, `{"operations":[{"OP":"remove","PATH":"externalId"}]}`, `{"Operations":[{"op":"add","path":"a[b eq 1].c","value":{}}]}`, `[]`, `{"Operations":{}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		begun := time.Now()
		changes, err := scim.ParsePatch([]byte(body))
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%d bytes took %v", len(body), took)
		}
		if err != nil {
			mustBeProblem(t, err)
			return
		}
		u := scim.User{UserName: "a@example.org", Email: "a@example.org", Active: true}
		if err := u.Patch(changes); err != nil {
			mustBeProblem(t, err)
		} else if u.UserName == "" || u.Email == "" {
			t.Errorf("%q left %+v", body, u)
		}
		g := scim.Group{DisplayName: "Ours", Members: scim.Members{}}
		if err := g.Patch(changes); err != nil {
			mustBeProblem(t, err)
		} else if g.DisplayName == "" {
			t.Errorf("%q left %+v", body, g)
		}
	})
}

// FuzzResource: whatever a resource is, it is read or refused.
func FuzzResource(f *testing.F) {
	f.Add(`{"userName":"a@example.org","emails":[{"value":"b@example.org","primary":"true"}],"name":{"givenName":null}}`)
	f.Add(`{"displayName":"Ours","members":["scu_01jc5zt5e8f3bvxk2r9q7m4dhn",{"value":"x"}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		if u, err := scim.ParseUser([]byte(body)); err != nil {
			mustBeProblem(t, err)
		} else if u.UserName == "" || u.Email == "" || strings.ContainsRune(u.UserName+u.DisplayName+u.ExternalID+u.Email, 0) {
			t.Errorf("%q was read as %+v", body, u)
		}
		if _, err := scim.ParseGroup([]byte(body)); err != nil {
			mustBeProblem(t, err)
		}
	})
}

// mustBeProblem: what a client is told is its own fault, never ours.
func mustBeProblem(t *testing.T, err error) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) || p.Code.Status() >= 500 {
		t.Errorf("refused with %v", err)
	}
}

// TestNestedFiltersAreBounded: the time of the grammar grows with what is within what, so
// nothing is within much.
func TestNestedFiltersAreBounded(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat("(", 64<<10), strings.Repeat("(", 5) + "id pr" + strings.Repeat(")", 5), strings.Repeat("not (", 200) + "id pr" + strings.Repeat(")", 200),
		strings.Repeat("emails[", 100), strings.Repeat("a", 1001), strings.Repeat("((((", 200),
	} {
		begun := time.Now()
		if _, err := scim.ParseFilter(text); err == nil || time.Since(begun) > time.Second {
			t.Errorf("%.40s… of %d bytes: %v after %v", text, len(text), err, time.Since(begun))
		}
	}
	if _, err := scim.ParseFilter("((((id pr))))"); err != nil {
		t.Errorf("four within each other: %v", err)
	}
	if _, err := scim.ParseFilter(`userName eq "((((((((["`); err != nil {
		t.Errorf("brackets in a text: %v", err)
	}
}
