package mail

import (
	"bytes"
	"mime/quotedprintable"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	wrapAt  = 76
	maxLine = 998 // RFC 5322 §2.1.1, without the CRLF
)

// writePart chooses the plainest encoding that holds the body. Quoted-printable is the last
// choice, because it writes token= as token=3D and breaks long links in two.
func writePart(out *bytes.Buffer, contentType, body string, eightBit bool) {
	encoding := "quoted-printable"
	switch {
	case longestLine(body) > maxLine:
	case ascii(body):
		encoding = "7bit"
	case eightBit:
		encoding = "8bit"
	}
	writeHeader(out, "Content-Type", contentType+"; charset=utf-8")
	writeHeader(out, "Content-Transfer-Encoding", encoding)
	out.WriteString("\r\n")
	if encoding != "quoted-printable" {
		out.WriteString(body)
		return
	}
	w := quotedprintable.NewWriter(out) // a bytes.Buffer takes every write
	_, _ = w.Write([]byte(body))
	_ = w.Close()
}

// visible turns control characters, and those that reverse or hide text, into spaces.
func visible(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
		return ' '
	}
	return r
}

// lines cleans a body and ends each line, the last too, with CRLF.
func lines(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	text = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return visible(r)
	}, text)
	return strings.ReplaceAll(strings.TrimRight(text, "\n")+"\n", "\n", "\r\n")
}

// wrap breaks long lines between words; a word that is longer than a line, such as a link,
// stays whole on its own.
func wrap(text string) string {
	var out strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(lines(text), "\r\n"), "\r\n") {
		wrapLine(&out, line)
	}
	return out.String()
}

func wrapLine(out *strings.Builder, line string) {
	column := 0
	for i, word := range strings.Split(line, " ") {
		width := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column > 0 && column+1+width > wrapAt:
			out.WriteString("\r\n")
			column = 0
		default:
			out.WriteString(" ")
			column++
		}
		out.WriteString(word)
		column += width
	}
	out.WriteString("\r\n")
}

func longestLine(body string) int {
	longest := 0
	for line := range strings.SplitSeq(body, "\r\n") {
		longest = max(longest, len(line))
	}
	return longest
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
