package password

import (
	"encoding/json"
	"math"
	"strings"
	"sync"
	"unicode"

	"github.com/nbutton23/zxcvbn-go/data"
)

// lists are the word lists, with how many of each are common enough to be guessed early.
var lists = []struct {
	asset string
	most  int
}{
	{"data/Passwords.json", 8000},
	{"data/English.json", 33000},
	{"data/MaleNames.json", 1100},
	{"data/FemaleNames.json", 3900},
	{"data/Surnames.json", 8000},
}

// commonWords maps a word to the logarithm of its rank. It is built at the first new password
// and not at the start: building takes some tens of milliseconds and a few megabytes.
var commonWords = sync.OnceValue(func() map[string]float32 {
	words := make(map[string]float32, 48_000)
	for _, list := range lists {
		var content struct {
			List []string `json:"list"`
		}
		// A list that can't be read is a broken build of the program itself.
		if err := json.Unmarshal(data.MustAsset(list.asset), &content); err != nil {
			panic("password: the word list " + list.asset + " can't be read: " + err.Error())
		}
		for i, word := range content.List[:min(len(content.List), list.most)] {
			rank := float32(math.Log2(float64(i + 2)))
			if known, ok := words[word]; len(word) > 1 && (!ok || rank < known) {
				words[strings.Clone(word)] = rank
			}
		}
	}
	return words
})

// personal cuts what is known of a person, and the product's own name, into words.
func personal(known []string) map[string]bool {
	words := map[string]bool{"taskflow": true}
	for _, text := range known {
		text = strings.ToLower(text[:min(len(text), MaxBytes)])
		parts := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for _, part := range append(parts, text, strings.Join(parts, "")) {
			if len([]rune(part)) >= 3 {
				words[part] = true
				words[backwards(part)] = true
			}
		}
	}
	return words
}

var masks = [...]*strings.Replacer{
	strings.NewReplacer("@", "a", "4", "a", "3", "e", "0", "o", "$", "s", "5", "s", "7", "t", "+", "t", "1", "i", "!", "i", "8", "b", "9", "g"),
	strings.NewReplacer("@", "a", "4", "a", "3", "e", "0", "o", "$", "s", "5", "s", "7", "t", "+", "t", "1", "l", "!", "l", "8", "b", "9", "g"),
}

// unmasked undoes the usual look-alikes and reversal.
func unmasked(word string) []string {
	forms := []string{backwards(word)}
	for _, mask := range masks {
		if plain := mask.Replace(word); plain != word {
			forms = append(forms, plain)
		}
	}
	return forms
}
