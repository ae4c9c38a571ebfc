package password

import (
	"encoding/json"
	"math"
	"strings"
	"sync"
	"unicode"

	"github.com/nbutton23/zxcvbn-go/data"
)

// assets are the word lists of zxcvbn.
var assets = []string{
	"data/Passwords.json", "data/English.json", "data/MaleNames.json", "data/FemaleNames.json", "data/Surnames.json",
}

// shortest is the length of a word: two letters are cheaper tried as letters.
const shortest = 3

// known is what the lists teach.
type vocabulary struct {
	// rank is the logarithm of a word's place in its list.
	rank map[string]float32
	// next is the price of a letter after two others (see letter).
	next [27][27][27]float32
}

// lists is built at the first new password and not at the start: building takes some tens
// of milliseconds and a few megabytes.
var lists = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{rank: make(map[string]float32, 72_000)}
	for _, asset := range assets {
		var content struct {
			List []string `json:"list"`
		}
		// A list that can't be read is a broken build of the program itself.
		if err := json.Unmarshal(data.MustAsset(asset), &content); err != nil {
			panic("password: the word list " + asset + " can't be read: " + err.Error())
		}
		for i, word := range content.List {
			rank := float32(math.Log2(float64(i + 2)))
			if known, ok := v.rank[word]; len(word) >= shortest && (!ok || rank < known) {
				v.rank[strings.Clone(word)] = rank
			}
		}
	}
	v.learn()
	return v
})

// learn counts which letter follows which two, and turns the counts into prices; a letter
// that was never seen there has the price of half a sight.
func (v *vocabulary) learn() {
	for word := range v.rank {
		before := [2]int{}
		for _, r := range word {
			at := letter(r)
			v.next[before[0]][before[1]][at]++
			before = [2]int{before[1], at}
		}
	}
	for i := range v.next {
		for j := range v.next[i] {
			total := float32(0)
			for _, n := range v.next[i][j] {
				total += n + 0.5
			}
			for k, n := range v.next[i][j] {
				v.next[i][j][k] = float32(math.Log2(float64(total / (n + 0.5))))
			}
		}
	}
}

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

// withoutLong leaves one sign of each known text that is too long to be looked for as a word.
func withoutLong(password string, known []string) string {
	for _, text := range known {
		if len(text) <= maxWord || len(password) < len(text) {
			continue
		}
		if at := strings.Index(strings.ToLower(password), strings.ToLower(text)); at >= 0 && at+len(text) <= len(password) {
			password = password[:at] + "." + password[at+len(text):]
		}
	}
	return password
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
