package password

import (
	"math"
	"slices"
	"strings"
	"time"
)

const (
	yearBits  = 7.1  // 1900 to 2039
	dateBits  = 15.6 // any day of those years, in one of the usual orders
	digitBits = 3.4
)

// number is the price of a year, a date, or any other row of digits.
func number(part []rune) float64 {
	text := string(part)
	if strings.Trim(text, "0123456789") != "" {
		return math.Inf(1)
	}
	switch {
	case len(text) == 4 && "1900" <= text && text < "2040":
		return yearBits
	case date(text):
		return dateBits
	}
	return digitBits * float64(len(text))
}

func date(text string) bool {
	for _, layout := range []string{"02012006", "01022006", "20060102", "020106", "010206", "060102"} {
		if day, err := time.Parse(layout, text); err == nil && day.Year() >= 1900 && day.Year() < 2040 {
			return true
		}
	}
	return false
}

// rows are what fingers and counting run along, in both directions.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
	"qwertzuiop", "azertyuiop", "qsdfghjklm", "wxcvbn", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm",
	"!@#$%^&*()", "zaq1", "xsw2", "cde3", "vfr4", "bgt5", "nhy6", "mju7", "147258369", "qazwsxedcrfvtgb", "1q2w3e4r5t6y7u8i9o0p",
}

func follows(part []rune) bool {
	text := strings.ToLower(string(part))
	back := backwards(text)
	for _, row := range rows {
		if strings.Contains(row, text) || strings.Contains(row, back) {
			return true
		}
	}
	return false
}

// interleaved is the price of two sequences whose characters take turns, such as q1w2e3.
func interleaved(part []rune) float64 {
	if len(part) < 6 || len(part)%2 != 0 {
		return math.Inf(1)
	}
	var turns [2][]rune
	for i, r := range part {
		turns[i%2] = append(turns[i%2], r)
	}
	if !regular(turns[0]) || !regular(turns[1]) {
		return math.Inf(1)
	}
	return 2*startBits + followBits*math.Log2(float64(len(part)))
}

func regular(part []rune) bool {
	return strings.Count(string(part), string(part[0])) == len(part) || follows(part)
}

// syllables is the price of letters that can be spoken, though no list has the word: each
// letter by the two before it, as the words of the lists have them.
func syllables(part []rune) float64 {
	if len(part) < 4 {
		return math.Inf(1)
	}
	known := lists()
	bits, before := startBits, [2]int{}
	for _, r := range part {
		at := letter(r)
		if at == 0 {
			return math.Inf(1)
		}
		bits += float64(known.next[before[0]][before[1]][at])
		before = [2]int{before[1], at}
	}
	return bits
}

// letter numbers the letters from 1; 0 is everything else, and what is before a word.
func letter(r rune) int { return strings.IndexRune("abcdefghijklmnopqrstuvwxyz", r|0x20) + 1 }

// unrepeated is the shortest block of which the text consists: what is said twice isn't longer.
func unrepeated(text string) string {
	runes := []rune(strings.ToLower(text))
	for size := 1; size <= len(runes)/2; size++ {
		if len(runes)%size == 0 && strings.Repeat(string(runes[:size]), len(runes)/size) == string(runes) {
			return string(runes[:size])
		}
	}
	return text
}

func backwards(text string) string {
	turned := []rune(text)
	slices.Reverse(turned)
	return string(turned)
}
