package id_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taskflow/internal/platform/id"
)

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var want id.Task
		copy(want[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "raw"))
		got, err := id.Parse[id.Task](want.String())
		if err != nil || got != want {
			t.Fatalf("Parse(%s) = %v, %v", want, got, err)
		}
	})
}

func TestOrderOfTextIsOrderOfIDs(t *testing.T) {
	t.Parallel()
	before := id.New[id.Task]()
	for range 1000 {
		next := id.New[id.Task]()
		if next.String() <= before.String() {
			t.Fatalf("%s is not after %s", next, before)
		}
		before = next
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	good := id.New[id.Task]().String()
	for name, text := range map[string]string{
		"empty":          "",
		"other kind":     id.New[id.Project]().String(),
		"upper case":     strings.ToUpper(good),
		"one short":      good[:len(good)-1],
		"one long":       good + "0",
		"letter i":       good[:len(good)-1] + "i",
		"beyond 128 bit": "tsk_8" + strings.Repeat("0", 25),
		"line feed":      good[:len(good)-1] + "\n",
	} {
		if _, err := id.Parse[id.Task](text); !errors.Is(err, id.ErrMalformed) {
			t.Errorf("%s: Parse(%q) = %v, want ErrMalformed", name, text, err)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	type box struct {
		ID id.Task `json:"id"`
	}
	want := box{id.New[id.Task]()}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got box
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Fatalf("%s read back as %v, %v", text, got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("tsk_01jd0000000000000000000000")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := id.Parse[id.Task](text)
		if err == nil && got.String() != text {
			t.Fatalf("%q was read as %q", text, got)
		}
	})
}
