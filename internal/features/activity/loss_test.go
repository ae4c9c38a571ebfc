package activity_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"taskflow/internal/features/activity"
	"taskflow/internal/platform/db"
	"taskflow/internal/testworld"
)

// secretName is what nobody outside a project may be told.
const secretName = "Merger with Contoso"

// watched are people whose streams are read beside each other.
type watched struct {
	w       *testworld.World
	open    string // a project that all see
	streams map[*testworld.Person]*following
}

func watch(t *testing.T, w *testworld.World, people ...*testworld.Person) *watched {
	t.Helper()
	all := &watched{w: w, open: project(t, w, w.Owner, false), streams: map[*testworld.Person]*following{}}
	for _, p := range people {
		all.streams[p] = follow(t, w, p)
	}
	return all
}

// want reads every stream up to a marker and compares what came of one project,
// by kind. Who may not see the project must not be told its name.
func (all *watched) want(t *testing.T, project string, kinds map[*testworld.Person][]string) {
	t.Helper()
	marker := task(t, all.w, all.w.Owner, all.open)
	for p, f := range all.streams {
		got := []string{}
		for {
			m := f.next(t)
			var e activity.Event
			if err := json.Unmarshal([]byte(m.data), &e); err != nil {
				t.Fatal(err)
			}
			if e.TaskID.String() == marker {
				break
			}
			if e.ProjectID.String() != project {
				continue
			}
			got = append(got, m.kind)
			lost := m.kind == "project.hidden" || m.kind == "project.deleted"
			if lost && string(e.Data) != `{"id":"`+project+`"}` {
				t.Errorf("%s is told %s", p.Name, m.data)
			}
		}
		if diff := cmp.Diff(append([]string{}, kinds[p]...), got); diff != "" {
			t.Errorf("%s's stream: %s", p.Name, diff)
		}
	}
}

// listsAgree holds what each person's list says of a project against want, the newest first.
func (all *watched) listsAgree(t *testing.T, project string, want map[*testworld.Person][]string) {
	t.Helper()
	for p := range want {
		var page struct{ Items []activity.Event }
		body := p.Get(t, all.w.Path("/activity?limit=100")).Want(t, http.StatusOK)
		body.JSON(t, &page)
		got := []string{}
		for _, e := range page.Items {
			if e.ProjectID.String() == project {
				got = append(got, e.Kind)
			}
		}
		if diff := cmp.Diff(append([]string{}, want[p]...), got); diff != "" {
			t.Errorf("%s's list: %s", p.Name, diff)
		}
		if slices.Contains(got, "project.hidden") && strings.Contains(string(body.Body), secretName) {
			t.Errorf("%s's list tells the name: %s", p.Name, body.Body)
		}
	}
}

func TestAProjectThatTurnsPrivateLeavesTheOthersStreams(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		all := watch(t, w, w.Owner, w.Member, w.Second, w.Guest)
		board := project(t, w, w.Member, false)
		path := w.Path("/projects/%s", board)
		w.Member.Put(t, path+"/members/"+w.Second.ID.String(), nil).Want(t, http.StatusNoContent)
		w.Clock.Advance(time.Minute)
		all.want(t, board, map[*testworld.Person][]string{
			w.Owner: {"project.created", "project.member_added"}, w.Member: {"project.created", "project.member_added"},
			w.Second: {"project.created", "project.member_added"}, w.Guest: {"project.created", "project.member_added"},
		})
		w.Member.Patch(t, path, object{"private": true, "name": secretName}).Want(t, http.StatusOK)
		all.want(t, board, map[*testworld.Person][]string{
			w.Owner: {"project.hidden"}, w.Guest: {"project.hidden"}, w.Member: {"project.updated"}, w.Second: {"project.updated"},
		})
		w.Member.Patch(t, path, object{"private": true, "description": "still"}).Want(t, http.StatusOK)
		all.want(t, board, map[*testworld.Person][]string{w.Member: {"project.updated"}, w.Second: {"project.updated"}})
		// Somebody who comes later never saw it.
		w.Clock.Advance(time.Minute)
		late := w.NewPerson(t, "Latecomer")
		w.Join(t, w.Acme, late, "admin")
		all.listsAgree(t, board, map[*testworld.Person][]string{w.Owner: {"project.hidden"}, late: nil})
		w.Member.Patch(t, path, object{"private": false}).Want(t, http.StatusOK)
		all.want(t, board, map[*testworld.Person][]string{
			w.Owner: {"project.updated"}, w.Guest: {"project.updated"}, w.Member: {"project.updated"}, w.Second: {"project.updated"},
		})
	})
}

func TestALatecomersStreamIsToldNothingOfWhatWasHiddenBefore(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		board, open := project(t, w, w.Member, false), project(t, w, w.Member, false)
		before := follow(t, w, w.Guest)
		before.stop()
		w.Member.Patch(t, w.Path("/projects/%s", board), object{"private": true}).Want(t, http.StatusOK)
		w.Clock.Advance(time.Minute)
		late := w.NewPerson(t, "Latecomer")
		w.Join(t, w.Acme, late, "member")
		// Even by the mark of somebody who was there.
		mark := byHeader(before.last)
		theirs, guests := follow(t, w, late, mark), follow(t, w, w.Guest, mark)
		made := task(t, w, w.Member, open)
		theirs.wantTask(t, made)
		if m := guests.next(t); m.kind != "project.hidden" {
			t.Errorf("who was there is told %+v", m)
		}
		guests.wantTask(t, made)
	})
}

func TestWhoIsTakenOutOfAPrivateProjectIsTold(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		all := watch(t, w, w.Owner, w.Member, w.Second, w.Guest)
		board := w.Member.Post(t, w.Path("/projects"), object{"name": secretName, "private": true}).Want(t, http.StatusCreated).ID(t)
		path := w.Path("/projects/%s/members/%s", board, w.Second.ID)
		all.want(t, board, map[*testworld.Person][]string{w.Member: {"project.created"}})
		for range 2 {
			w.Member.Put(t, path, nil).Want(t, http.StatusNoContent)
		}
		all.want(t, board, map[*testworld.Person][]string{
			w.Member: {"project.member_added"}, w.Second: {"project.member_added", "project.shown"},
		})
		w.Member.Delete(t, path).Want(t, http.StatusNoContent)
		all.want(t, board, map[*testworld.Person][]string{w.Member: {"project.member_removed"}, w.Second: {"project.hidden"}})
		all.listsAgree(t, board, map[*testworld.Person][]string{
			w.Owner: nil, w.Guest: nil, w.Second: {"project.hidden"},
			w.Member: {"project.member_removed", "project.member_added", "project.created"},
		})
		w.Member.Put(t, path, nil).Want(t, http.StatusNoContent)
		all.want(t, board, map[*testworld.Person][]string{
			w.Member: {"project.member_added"}, w.Second: {"project.member_added", "project.shown"},
		})
		w.Second.Delete(t, path).Want(t, http.StatusNoContent) // he goes by himself
		all.want(t, board, map[*testworld.Person][]string{w.Member: {"project.member_removed"}, w.Second: {"project.hidden"}})
	})
}

func TestTheEndOfAProjectIsToldToThoseWhoSawIt(t *testing.T) {
	t.Parallel()
	for name, private := range map[string]bool{"public": false, "private": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testworld.Each(t, func(t *testing.T, w *testworld.World) {
				board := w.Member.Post(t, w.Path("/projects"), object{"name": secretName, "private": private}).Want(t, http.StatusCreated).ID(t)
				w.Member.Put(t, w.Path("/projects/%s/members/%s", board, w.Second.ID), nil).Want(t, http.StatusNoContent)
				task(t, w, w.Member, board)
				all := watch(t, w, w.Owner, w.Member, w.Second, w.Guest)
				w.Clock.Advance(time.Minute)
				w.Member.Delete(t, w.Path("/projects/%s", board)).Want(t, http.StatusNoContent)
				told := map[*testworld.Person][]string{w.Member: {"project.deleted"}, w.Second: {"project.deleted"}, w.Owner: nil, w.Guest: nil}
				if !private {
					told[w.Owner], told[w.Guest] = told[w.Member], told[w.Member]
				}
				all.want(t, board, told)
				w.Clock.Advance(time.Minute)
				late := w.NewPerson(t, "Latecomer")
				w.Join(t, w.Acme, late, "owner")
				told[late] = nil
				all.listsAgree(t, board, told)
			})
		})
	}
}

// A board that is patched by what its stream tells is the board that is fetched.
func TestColumnEventsPatchABoard(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		board := project(t, w, w.Member, false)
		path := w.Path("/projects/%s/columns", board)
		fetch := func() map[string]any {
			var page struct{ Items []map[string]any }
			w.Guest.Get(t, path).Want(t, http.StatusOK).JSON(t, &page)
			columns := map[string]any{}
			for _, c := range page.Items {
				columns[c["id"].(string)] = c //nolint:forcetypeassert // a list of objects with ids
			}
			return columns
		}
		var page struct{ Items []struct{ ID string } }
		w.Guest.Get(t, path).Want(t, http.StatusOK).JSON(t, &page)
		first, second := page.Items[0].ID, page.Items[1].ID
		w.Exec(t, db.Scope{Workspace: w.Acme}, "UPDATE columns SET rank = CASE WHEN rank = (SELECT min(rank) FROM columns) THEN 'a1' ELSE $1 END "+
			"WHERE rank < (SELECT max(rank) FROM columns)", "a1"+strings.Repeat("0", 61)+"1")
		patched := fetch()
		f := follow(t, w, w.Guest)
		made := w.Member.Post(t, path, object{"name": "Review", "wip_limit": 3}).Want(t, http.StatusCreated).ID(t)
		w.Member.Patch(t, path+"/"+made, object{"name": "In review", "wip_limit": nil}).Want(t, http.StatusOK)
		// Where nothing fits between the first two all columns get new ranks.
		move := object{"after": first, "before": second}
		w.Member.Post(t, path+"/"+made+"/move", move).Want(t, http.StatusOK)
		if all := fetch(); len(all[second].(object)["rank"].(string)) > 4 { //nolint:forcetypeassert // a column has a rank
			t.Fatalf("the ranks are as they were: %v", all)
		}
		w.Member.Delete(t, path+"/"+made).Want(t, http.StatusNoContent)
		marker := task(t, w, w.Member, board)
		for {
			m := f.next(t)
			var e struct {
				TaskID string `json:"task_id"`
				Data   map[string]any
			}
			if err := json.Unmarshal([]byte(m.data), &e); err != nil {
				t.Fatal(err)
			}
			if e.TaskID == marker {
				break
			}
			column := e.Data["id"].(string) //nolint:forcetypeassert // a column's event has its id
			if patched[column] = e.Data; m.kind == "column.deleted" {
				delete(patched, column)
			}
		}
		if diff := cmp.Diff(fetch(), patched); diff != "" {
			t.Error(diff)
		}
	})
}

// What ends a stream is audited; that the stream ended is in the request's log event.
func TestTheEndOfAStreamIsLoggedAndNotAudited(t *testing.T) {
	t.Parallel()
	var journal testworld.Journal
	w := testworld.New(t, db.SQLite, journal.Option)
	f := follow(t, w, w.Guest)
	before := w.Count(t, "audit_events", "TRUE")
	w.Owner.Delete(t, w.Path("/members/%s", w.Guest.ID)).Want(t, http.StatusNoContent)
	f.ended(t)
	if names := w.Count(t, "audit_events", "TRUE") - before; names != 1 || w.Count(t, "audit_events", "name = 'member.removed'") != 1 {
		t.Errorf("%d entries, want the removal's only", names)
	}
	for range 1000 { // the entry is written after the answer's last byte
		entries := journal.Of(f.header.Get("X-Request-Id"))
		if len(entries) == 1 && strings.HasPrefix(entries[0].Attributes["stream_ended"], "not-found") {
			return
		}
		<-time.After(5 * time.Millisecond)
	}
	t.Errorf("logged: %+v", journal.Of(f.header.Get("X-Request-Id")))
}
