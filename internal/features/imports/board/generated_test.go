package board

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// generatedTrello makes a board like the large ones that teams have.
func generatedTrello(cards int) []byte {
	var out strings.Builder
	out.WriteString(`{"id":"b","name":"Large","lists":[`)
	for i := range 20 {
		fmt.Fprintf(&out, `%s{"id":"l%d","name":"List %d","pos":%d}`, comma(i), i, i, i)
	}
	out.WriteString(`],"labels":[`)
	for i := range 50 {
		fmt.Fprintf(&out, `%s{"id":"t%d","name":"Label %d","color":"red"}`, comma(i), i, i)
	}
	out.WriteString(`],"actions":[`)
	for i := range min(cards, 900) {
		fmt.Fprintf(&out, `%s{"id":"a%d","type":"commentCard","date":"2024-01-01T00:00:00Z","data":{"text":"Comment %d","card":{"id":"%024x"}}}`, comma(i), i, i, i)
	}
	out.WriteString(`],"checklists":[`)
	for i := range cards {
		fmt.Fprintf(&out, `%s{"id":"k%d","idCard":"%024x","name":"Steps","checkItems":[{"id":"i%d","name":"Step","state":"complete","pos":1}]}`, comma(i), i, i, i)
	}
	out.WriteString(`],"cards":[`)
	for i := range cards {
		fmt.Fprintf(&out, `%s{"id":"%024x","idList":"l%d","name":"Card %d","desc":"%s","pos":%d.5,"due":"2024-05-01T10:00:00.000Z","idLabels":["t%d"],"badges":{"votes":0,"attachmentsByType":{"trello":{"board":0,"card":0}}},"labels":[{"id":"t%d","name":"Label","color":"red"}]}`,
			comma(i), i, i%20, i, strings.Repeat("Some text. ", 60), i, i%50, i%50)
	}
	out.WriteString(`]}`)
	return []byte(out.String())
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

func TestGeneratedBoardOf5000Cards(t *testing.T) {
	t.Parallel()
	b, l := parseTrello(t, string(generatedTrello(5000)))
	comments, items := 0, 0
	for _, c := range b.Cards {
		comments += len(c.Comments)
		items += len(c.Checklists[0].Items)
	}
	if len(b.Cards) != 5000 || comments != 900 || items != 5000 || len(l.Totals) != 0 {
		t.Errorf("%d cards, %d comments, %d items\n%s", len(b.Cards), comments, items, l.Text())
	}
}

func BenchmarkTrello5000Cards(b *testing.B) {
	data := generatedTrello(5000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := ParseTrello(b.Context(), data, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

// What a parse allocates in all, garbage included, bounds what it can hold at once.
func allocated(parse func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	parse()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
