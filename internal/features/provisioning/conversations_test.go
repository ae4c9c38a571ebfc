package provisioning_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/testworld"
)

// turn is one request of a conversation and what is expected of its answer. {name} in a
// path or a body is what an earlier turn has kept under that name.
type turn struct {
	does, method, path, body string
	status                   int
	// says are members of the answer, each as its path with dots and its value in JSON.
	says map[string]string
	// keep is the name under which the answer's id is kept.
	keep string
}

func play(t *testing.T, p *idp, kept map[string]string, turns []turn) {
	t.Helper()
	fill := func(text string) string {
		for name, value := range kept {
			text = strings.ReplaceAll(text, "{"+name+"}", value)
		}
		return text
	}
	for _, one := range turns {
		var sent any
		if one.body != "" {
			sent = fill(one.body)
		}
		answer := p.ask(t, one.method, strings.ReplaceAll(fill(one.path), " ", "%20"), sent)
		if answer.Status != one.status {
			t.Fatalf("%s: answered %d, want %d: %.500s", one.does, answer.Status, one.status, answer.Body)
		}
		for path, want := range one.says {
			if got := at(t, answer.Body, path); got != fill(want) {
				t.Errorf("%s: %s is %s, want %s", one.does, path, got, fill(want))
			}
		}
		if one.keep != "" {
			kept[one.keep] = answer.ID(t)
		}
	}
}

// at is a member of a JSON document, in JSON.
func at(t *testing.T, document []byte, path string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(path, ".") {
		switch inner := v.(type) {
		case map[string]any:
			v = inner[name]
		case []any:
			var n int
			if _, err := fmt.Sscan(name, &n); err != nil || n >= len(inner) {
				return "nothing"
			}
			v = inner[n]
		default:
			return "nothing"
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const listing = `["urn:ietf:params:scim:api:messages:2.0:ListResponse"]`

// TestOkta: how Okta's SCIM 2.0 template talks, from the test of the connection to the
// end of an assignment.
func TestOkta(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		member := w.Member.Email
		play(t, p, map[string]string{"member": member, "id": w.Member.ID.String()}, []turn{
			{does: "tests the connection", method: "GET", path: "/ServiceProviderConfig", status: 200, says: map[string]string{"patch.supported": "true", "filter.supported": "true", "bulk.supported": "false"}},
			{does: "tests the connection", method: "GET", path: "/Users?startIndex=1&count=2", status: 200, says: map[string]string{"schemas": listing, "totalResults": "0", "startIndex": "1", "itemsPerPage": "0", "Resources": "[]"}},
			{does: "looks for somebody", method: "GET", path: `/Users?filter=userName eq "{member}"&startIndex=1&count=100`, status: 200, says: map[string]string{"totalResults": "0", "Resources": "[]"}},
			{does: "assigns somebody", method: "POST", path: "/Users", keep: "user", status: 201, body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{member}",
				"name":{"givenName":"Robin","familyName":"Berg"},"emails":[{"primary":true,"value":"{member}","type":"work"}],"displayName":"Robin Berg",
				"locale":"en-US","externalId":"00ujl29u0le5T6Aj10h7","groups":[],"password":"1mz050nq","active":true}`,
				says: map[string]string{"userName": `"{member}"`, "active": "true", "externalId": `"00ujl29u0le5T6Aj10h7"`, "name.givenName": `"Robin"`, "emails.0.value": `"{member}"`, "meta.resourceType": `"User"`, "password": "null"}},
			{does: "reads him", method: "GET", path: "/Users/{user}", status: 200, says: map[string]string{"id": `"{user}"`, "meta.version": `"\"1\""`}},
			{does: "assigns him again", method: "POST", path: "/Users", status: 409, body: `{"userName":"{member}","active":true}`, says: map[string]string{"scimType": `"uniqueness"`, "status": `"409"`, "schemas": `["urn:ietf:params:scim:api:messages:2.0:Error"]`}},
			{does: "finds him", method: "GET", path: `/Users?filter=userName eq "{member}"`, status: 200, says: map[string]string{"totalResults": "1", "Resources.0.id": `"{user}"`}},
			{does: "updates his profile", method: "PUT", path: "/Users/{user}", status: 200, body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"{user}","userName":"{member}",
				"name":{"givenName":"Robin","familyName":"Dahl"},"emails":[{"primary":true,"value":"{member}","type":"work"}],"active":true,"groups":[],
				"meta":{"resourceType":"User"},"title":"Engineer"}`, says: map[string]string{"name.familyName": `"Dahl"`, "displayName": `"Robin Dahl"`, "title": "null"}},
			{does: "pushes a group", method: "POST", path: "/Groups", keep: "group", status: 201, body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Engineering","members":[]}`, says: map[string]string{"displayName": `"Engineering"`, "members": "null"}},
			{does: "fills it", method: "PATCH", path: "/Groups/{group}", status: 204, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
				{"op":"add","path":"members","value":[{"value":"{user}","display":"{member}"}]}]}`},
			{does: "reads it", method: "GET", path: "/Groups/{group}", status: 200, says: map[string]string{"members.0.value": `"{user}"`}},
			{does: "renames it", method: "PATCH", path: "/Groups/{group}", status: 204, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
				{"op":"replace","value":{"id":"{group}","displayName":"Platform"}}]}`},
			{does: "replaces who is in it", method: "PATCH", path: "/Groups/{group}", status: 204, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
				{"op":"remove","path":"members[value eq \"{user}\"]"},{"op":"add","path":"members","value":[]}]}`},
			{does: "lists groups", method: "GET", path: "/Groups?startIndex=1&count=100", status: 200, says: map[string]string{"totalResults": "1", "Resources.0.displayName": `"Platform"`, "Resources.0.members": "null"}},
			{does: "unassigns him", method: "PATCH", path: "/Users/{user}", status: 200, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}`, says: map[string]string{"active": "false"}},
			{does: "assigns him anew", method: "PUT", path: "/Users/{user}", status: 200, body: `{"userName":"{member}","active":true}`, says: map[string]string{"active": "true"}},
			{does: "removes the group", method: "DELETE", path: "/Groups/{group}", status: 204},
			{does: "looks for it", method: "GET", path: "/Groups/{group}", status: 404, says: map[string]string{"status": `"404"`}},
		})
	})
}

// TestEntraID: how Entra ID's provisioning talks, with operations in another letter case,
// truth values as texts, values without a path and paths as members' names.
func TestEntraID(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		play(t, p, map[string]string{"member": w.Member.Email, "second": w.Second.Email}, []turn{
			{does: "tests the connection", method: "GET", path: `/Users?filter=userName eq "5b1f7a1c-aa65-4ea2-8d7d-4d0d8a2f9f6c"`, status: 200, says: map[string]string{"totalResults": "0"}},
			{does: "tests the connection", method: "GET", path: `/Groups?excludedAttributes=members&filter=displayName eq "5b1f7a1c"`, status: 200, says: map[string]string{"totalResults": "0", "Resources": "[]"}},
			{does: "looks by its own id", method: "GET", path: `/Users?filter=externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"`, status: 200, says: map[string]string{"totalResults": "0"}},
			{does: "makes somebody", method: "POST", path: "/Users", keep: "user", status: 201, body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
				"externalId":"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef","userName":"robin@corp.example","active":true,"addresses":null,"displayName":"Robin","emails":[{"primary":true,"type":"work","value":"{member}"}],
				"meta":{"resourceType":"User"},"name":{"formatted":"Robin Berg","familyName":"Berg","givenName":"Robin"},"phoneNumbers":null,"preferredLanguage":null,"title":null,
				"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D"}}`, says: map[string]string{"userName": `"robin@corp.example"`, "emails.0.value": `"{member}"`}},
			{does: "finds him by its own id", method: "GET", path: `/Users?filter=externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"`, status: 200, says: map[string]string{"totalResults": "1", "Resources.0.id": `"{user}"`}},
			{does: "finds him by his address and more", method: "GET", path: `/Users?filter=emails[type eq "work"].value eq "x"`, status: 400, says: map[string]string{"scimType": `"invalidFilter"`}},
			{does: "changes what it maps", method: "PATCH", path: "/Users/{user}", status: 200, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
				{"op":"Add","path":"name.familyName","value":"Dahl"},{"op":"Replace","path":"displayName","value":"Robin Dahl"},{"op":"Add","path":"title","value":"Engineer"},
				{"op":"Replace","path":"emails[type eq \"work\"].value","value":"{member}"},
				{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"IT"},
				{"op":"Add","path":"addresses[type eq \"work\"].formatted","value":"Somewhere 1"}]}`,
				says: map[string]string{"name.familyName": `"Dahl"`, "displayName": `"Robin Dahl"`, "title": "null"}},
			{does: "writes paths as names", method: "PATCH", path: "/Users/{user}", status: 200, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
				{"op":"Replace","value":{"name.givenName":"Robyn","displayName":"Robyn Dahl","emails[type eq \"work\"].value":"{member}","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"IT"}}]}`,
				says: map[string]string{"name.givenName": `"Robyn"`, "displayName": `"Robyn Dahl"`}},
			{does: "disables him", method: "PATCH", path: "/Users/{user}", status: 200, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}`, says: map[string]string{"active": "false"}},
			{does: "enables him", method: "PATCH", path: "/Users/{user}", status: 200, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"True"}]}`, says: map[string]string{"active": "true"}},
			{does: "removes a title", method: "PATCH", path: "/Users/{user}", status: 200, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Remove","path":"title"},{"op":"Remove","path":"externalId"}]}`, says: map[string]string{"externalId": "null"}},
			{does: "makes another", method: "POST", path: "/Users", keep: "other", status: 201, body: `{"userName":"{second}","active":"True"}`, says: map[string]string{"active": "true"}},
			{does: "makes a group", method: "POST", path: "/Groups", keep: "group", status: 201, body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159","displayName":"Sales","meta":{"resourceType":"Group"}}`},
			{does: "finds it", method: "GET", path: `/Groups?excludedAttributes=members&filter=externalId eq "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159"`, status: 200, says: map[string]string{"totalResults": "1", "Resources.0.id": `"{group}"`}},
			{does: "fills it", method: "PATCH", path: "/Groups/{group}", status: 204, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Add","path":"members","value":[{"$ref":null,"value":"{user}"},{"$ref":null,"value":"{other}"},{"value":"{other}"}]}]}`},
			{does: "asks whether he is in it", method: "GET", path: `/Groups?excludedAttributes=members&filter=id eq "{group}" and members eq "{user}"`, status: 200, says: map[string]string{"totalResults": "1", "Resources.0.members": "null"}},
			{does: "takes one out by a value", method: "PATCH", path: "/Groups/{group}", status: 204, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Remove","path":"members","value":[{"value":"{user}"}]}]}`},
			{does: "takes the other out by a path", method: "PATCH", path: "/Groups/{group}", status: 204, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Remove","path":"members[value eq \"{other}\"]"}]}`},
			{does: "takes him out again", method: "PATCH", path: "/Groups/{group}", status: 204, body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Remove","path":"members[value eq \"{other}\"]"}]}`},
			{does: "reads it without members", method: "GET", path: "/Groups/{group}?excludedAttributes=members", status: 200, says: map[string]string{"displayName": `"Sales"`, "members": "null"}},
			{does: "deletes him", method: "DELETE", path: "/Users/{user}", status: 204},
			{does: "looks for him", method: "GET", path: "/Users/{user}", status: 404, says: map[string]string{"schemas": `["urn:ietf:params:scim:api:messages:2.0:Error"]`}},
		})
		if roleOf(t, w, w.Member) != "" || roleOf(t, w, w.Second) != "member" {
			t.Error("who was deleted is in, or who wasn't is out")
		}
	})
}

// TestDiscovery: what is said of the service is so.
func TestDiscovery(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		p := provider(t, w)
		base := testworld.BaseURL + p.base
		play(t, p, map[string]string{}, []turn{
			{does: "schemas", method: "GET", path: "/Schemas", status: 200, says: map[string]string{"totalResults": "2", "Resources.0.id": `"urn:ietf:params:scim:schemas:core:2.0:User"`, "Resources.1.name": `"Group"`}},
			{does: "types", method: "GET", path: "/ResourceTypes", status: 200, says: map[string]string{"Resources.0.endpoint": `"/Users"`, "Resources.1.endpoint": `"/Groups"`}},
			{does: "a User", method: "POST", path: "/Users", body: `{"userName":"new@example.org"}`, keep: "user", status: 201, says: map[string]string{"schemas": `["urn:ietf:params:scim:schemas:core:2.0:User"]`}},
		})
		made := p.ask(t, http.MethodPost, "/Users", body{"userName": "another@example.org"}).Want(t, http.StatusCreated)
		if place := made.Header.Get("Location"); place != base+"/Users/"+made.ID(t) || at(t, made.Body, "meta.location") != `"`+place+`"` {
			t.Errorf("it was made at %s", place)
		}
		if settings := w.Admin.Get(t, w.Path("/provisioning")).Want(t, http.StatusOK); settings.Field(t, "base_url") != base {
			t.Errorf("the page says %s", settings.Body)
		}
	})
}
