package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/platform/id"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/testworld"
)

// draft is a request for an operation, before it is sent.
type draft struct {
	operation
	segments map[string]string // by name in the path
	query    string
	body     string
	// sent are what else a working request needs: a cookie of its browser, another media type.
	sent []testworld.RequestOption
}

// ids are the things a request is about, by the prefix of their ids.
type ids map[string]string

// onShelf are the things of one shelf; inBody are those that a body names
// beside them: where to move, next to what, to whom.
func onShelf(s *testworld.Stock, h testworld.Shelf) (inPath, inBody ids) {
	inPath = ids{
		"wsp": s.Workspace.String(), "prj": h.Project.String(), "col": h.Column.String(), "tsk": h.Task.String(),
		"cmt": h.Comment.String(), "chk": h.Item.String(), "viw": h.View.String(), "lbl": s.Label.String(), "inv": s.Invitation.String(),
		"imp": s.Import.String(), "usr": s.Bystander.ID.String(), "aud": s.Entry.String(), "pky": noPasskey.String(),
		"key": s.Key.String(), "sec": s.Secret.String(),
		"scu": s.Provisioned.String(), "scg": s.Group.String(), "sct": s.ProvisioningToken.String(),
	}
	inPath["idn"] = id.New[id.Identity]().String()
	inBody = ids{}
	for prefix, value := range inPath {
		inBody[prefix] = value
	}
	inBody["col"], inBody["tsk"], inBody["chk"] = h.Backlog.String(), h.Neighbour.String(), h.OtherItem.String()
	return inPath, inBody
}

// noPasskey is nobody's: who has one, the arrangements say.
var noPasskey = id.New[id.Passkey]()

// ofTheTrash are the endpoints that are about what was deleted, by its kind.
var ofTheTrash = map[string]string{"tasks.restore": "tsk", "tasks.purge": "tsk", "comments.restore": "cmt"}

// onShelf are the things of one shelf that the operation is about.
func (o operation) onShelf(s *testworld.Stock, h testworld.Shelf) (inPath, inBody ids) {
	inPath, inBody = onShelf(s, h)
	switch ofTheTrash[o.Name] {
	case "tsk":
		inPath["tsk"] = h.Trashed.String()
	case "cmt":
		inPath["cmt"] = h.Removed.String()
	}
	if topic(o.Permission.Name()) == "service_accounts" {
		inPath["usr"] = s.Service.String()
	}
	return inPath, inBody
}

var (
	segment = regexp.MustCompile(`\{([a-z_]+)\}`)
	anyID   = regexp.MustCompile(`"([a-z]{3})_[0-9a-z]{26}"`)
)

// newDraft fills an operation's path and example with the ids of a world.
func newDraft(t testing.TB, o operation, inPath, inBody ids) draft {
	t.Helper()
	d := draft{operation: o, segments: map[string]string{}}
	for _, found := range segment.FindAllStringSubmatch(o.Path, -1) {
		if found[1] == "provider" {
			d.segments[found[1]] = "example" // the one of testworld.IDP
			continue
		}
		d.segments[found[1]] = known(t, o, inPath, o.pathID(t, found[1]))
	}
	for _, p := range o.params {
		if p.In == "query" && p.Required && len(p.Schema.Enum) > 0 {
			d = d.with(p.Name, fmt.Sprint(p.Schema.Enum[0]))
		}
	}
	d.body = anyID.ReplaceAllStringFunc(o.example, func(quoted string) string {
		return `"` + known(t, o, inBody, quoted[1:4]) + `"`
	})
	return d
}

func known(t testing.TB, o operation, things ids, prefix string) string {
	t.Helper()
	value, ok := things[prefix]
	if !ok {
		t.Fatalf("%s: the test world has no %s_… (testworld.Stock)", o.Name, prefix)
	}
	return value
}

func (d draft) path() string {
	path := segment.ReplaceAllStringFunc(d.Path, func(name string) string { return d.segments[strings.Trim(name, "{}")] })
	if d.query != "" {
		path += "?" + d.query
	}
	return path
}

// with is the request with one more query parameter.
func (d draft) with(name, value string) draft {
	d.query = strings.TrimPrefix(d.query+"&"+name+"="+url.QueryEscape(value), "&")
	return d
}

// slot is one place of a request where an id stands.
type slot struct {
	where  string
	prefix string
	put    func(d draft, id string) draft
}

// slots are the places where the request names something.
func (d draft) slots() (list []slot) {
	for name, value := range d.segments {
		if name == "provider" {
			continue // the operator's word for somebody outside: no tenant has one
		}
		list = append(list, slot{"path." + name, value[:3], func(d draft, id string) draft {
			other := map[string]string{name: id}
			for n, v := range d.segments {
				if n != name {
					other[n] = v
				}
			}
			d.segments = other
			return d
		}})
	}
	for _, at := range anyID.FindAllStringIndex(d.body, -1) {
		list = append(list, slot{"body" + d.body[max(0, at[0]-20):at[0]], d.body[at[0]+1 : at[0]+4], func(d draft, id string) draft {
			d.body = d.body[:at[0]+1] + id + d.body[at[1]-1:]
			return d
		}})
	}
	for _, p := range d.params {
		if p.In == "query" && p.prefix() != "" {
			list = append(list, slot{"query." + p.Name, p.prefix(), func(d draft, id string) draft {
				return d.with(p.Name, id)
			}})
		}
	}
	return list
}

// send sends the request as p. Of a stream only the head is read.
func (d draft) send(t testing.TB, w *testworld.World, p *testworld.Person, options ...testworld.RequestOption) *testworld.Answer {
	t.Helper()
	var body any
	if d.body != "" {
		body = d.body
	}
	if d.Upload != "" && d.body != "" {
		options = append([]testworld.RequestOption{testworld.Header("Content-Type", d.Upload)}, options...)
	}
	response, err := w.Server.Client().Do(p.Request(t, d.Method, d.path(), body, append(slices.Clone(d.sent), options...)...))
	if err != nil {
		t.Fatalf("%s: %v", d.Name, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer := &testworld.Answer{Status: response.StatusCode, Header: response.Header}
	if d.Shape == endpoint.Streams && response.StatusCode == http.StatusOK {
		return answer
	}
	if answer.Body, err = io.ReadAll(response.Body); err != nil {
		t.Fatalf("%s: %v", d.Name, err)
	}
	return answer
}
