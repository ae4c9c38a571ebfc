package imports_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/testworld"
)

// large is a board as big teams have them: a label, two comments in five, and an item of a checklist on each card.
func large(cards int) []byte {
	var out strings.Builder
	separated := func(n int, f func(i int)) {
		for i := range n {
			if i > 0 {
				out.WriteByte(',')
			}
			f(i)
		}
	}
	out.WriteString(`{"id":"b","name":"Large","lists":[`)
	separated(20, func(i int) { fmt.Fprintf(&out, `{"id":"l%d","name":"List %d","pos":%d}`, i, i, i) })
	out.WriteString(`],"labels":[`)
	separated(50, func(i int) { fmt.Fprintf(&out, `{"id":"t%d","name":"Label %d","color":"red"}`, i, i) })
	out.WriteString(`],"actions":[`)
	separated(cards*2/5, func(i int) {
		fmt.Fprintf(&out, `{"id":"a%d","type":"commentCard","date":"2024-01-01T00:00:00Z","data":{"text":"Comment %d","card":{"id":"%024x"}}}`, i, i, i)
	})
	out.WriteString(`],"checklists":[`)
	separated(cards, func(i int) {
		fmt.Fprintf(&out, `{"id":"k%d","idCard":"%024x","name":"Steps","checkItems":[{"id":"i%d","name":"Step","state":"complete","pos":1}]}`, i, i, i)
	})
	out.WriteString(`],"cards":[`)
	description := strings.Repeat("Some text that says what is to be done here. ", 10)
	separated(cards, func(i int) {
		fmt.Fprintf(&out, `{"id":"%024x","idList":"l%d","name":"Card number %d","desc":"%s","pos":%d.5,"due":"2026-05-01T10:00:00.000Z","idLabels":["t%d"]}`,
			i, i%20, i, description, i, i%50)
	})
	out.WriteString(`]}`)
	return []byte(out.String())
}

func TestLargeBoard(t *testing.T) {
	t.Parallel()
	file := large(5000)
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		made := w.Admin.Post(t, w.Path("/imports?source=trello"), file).Want(t, http.StatusCreated)
		if n := w.Count(t, "tasks", "1 = 1"); n != 5000 {
			t.Errorf("%d tasks", n)
		}
		w.Admin.Post(t, w.Path("/imports/%s/undo", made.ID(t)), nil).Want(t, http.StatusOK)
		if n := w.Count(t, "tasks", "1 = 1") + w.Count(t, "import_items", "1 = 1"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func BenchmarkImport(b *testing.B) {
	for _, engine := range dbtest.Engines(b) {
		for _, cards := range []int{5_000, 50_000} {
			b.Run(fmt.Sprintf("%s/%d", engine, cards), func(b *testing.B) {
				w := testworld.New(b, engine)
				file := large(cards)
				b.SetBytes(int64(len(file)))
				for b.Loop() {
					made := w.Admin.Post(b, w.Path("/imports?source=trello"), file).Want(b, http.StatusCreated)
					begun := b.Elapsed()
					w.Admin.Post(b, w.Path("/imports/%s/undo", made.ID(b)), nil).Want(b, http.StatusOK)
					b.ReportMetric((b.Elapsed() - begun).Seconds(), "s/undo")
				}
			})
		}
	}
}
