package imports_test

import (
	"net/http"
	"testing"

	"taskflow/internal/testworld"
)

const small = `{"id":"b1","name":"Board","desc":"About","lists":[{"id":"l1","name":"To do","pos":1},{"id":"l2","name":"Old","pos":2,"closed":true}],
"labels":[{"id":"t1","name":"Red","color":"red"}],
"members":[{"id":"m1","fullName":"member","username":"mem"},{"id":"m2","fullName":"Somebody Else","username":"else"}],
"cards":[
{"id":"0000000000000000000000c1","idList":"l1","name":"First","desc":"  exact \u0001 text ","pos":2,"due":"2026-05-01T10:00:00.000Z","idLabels":["t1"],"idMembers":["m1"]},
{"id":"0000000000000000000000c2","idList":"l1","name":"Second","desc":"","pos":1,"idMembers":["m2"]},
{"id":"0000000000000000000000c3","idList":"l2","name":"Third","desc":"","pos":1}],
"checklists":[{"id":"k1","idCard":"0000000000000000000000c1","name":"Steps","checkItems":[{"id":"i1","name":"One","state":"complete","pos":1},{"id":"i2","name":"Two","state":"incomplete","pos":2}]}],
"actions":[{"id":"a1","type":"commentCard","date":"2024-01-01T00:00:00Z","memberCreator":{"id":"m2","fullName":"Somebody Else"},"data":{"text":"Hello","card":{"id":"0000000000000000000000c1"}}}]}`

func TestImportMakesTheWholeBoard(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		a := w.Admin.Post(t, w.Path("/imports?source=trello"), small).Want(t, http.StatusCreated)
		t.Logf("%s", a.Body)
		a = w.Admin.Post(t, w.Path("/imports?source=trello"), small).Want(t, http.StatusOK)
		t.Logf("%s", a.Body)
		a = w.Admin.Get(t, w.Path("/tasks")).Want(t, http.StatusOK)
		t.Logf("%s", a.Body)
		id := w.Admin.Get(t, w.Path("/imports")).Want(t, http.StatusOK)
		t.Logf("%s", id.Body)
	})
}
