package board

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// What an export holds beside a card's own text is appended to its description as Markdown lists. A description that
// gains nothing is left exactly as it was.

type section struct {
	heading string
	lines   []string
}

func (s *section) add(name, value string) {
	s.lines = append(s.lines, "- **"+literal(name)+":** "+value)
}

// withSections makes room for the sections by cutting the text, unless they alone would take half of it.
func (l *Ledger) withSections(of subject, text string, sections ...section) string {
	var out strings.Builder
	for _, s := range sections {
		if len(s.lines) > 0 {
			out.WriteString("\n\n### " + s.heading + "\n\n" + strings.Join(s.lines, "\n"))
		}
	}
	appended := out.String()
	if text == "" {
		appended = strings.TrimLeft(appended, "\n")
	}
	if n := utf8.RuneCountInString(appended); n <= maxDescription/2 {
		return l.fitBody(of, "description", text, maxDescription-n) + l.storable(of, "fields", appended)
	}
	return l.fitBody(of, "description", text+appended, maxDescription)
}

var markdownSpecials = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "#", `\#`, "~", `\~`,
	"&", `\&`, "!", `\!`, "\r\n", " ", "\n", " ", "\r", " ",
)

// literal keeps foreign text on one line and from being read as Markdown.
func literal(s string) string { return markdownSpecials.Replace(strings.TrimSpace(s)) }

// Literal is literal for callers that add to a description what only they know.
func Literal(s string) string { return literal(s) }

// MaxDescription is the product's limit, in characters.
const MaxDescription = maxDescription

// link shows an address as a link if it is plainly a web address, and as text otherwise.
func link(address string) string {
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && !strings.ContainsAny(address, " <>\"\t\r\n\x00") {
		return "<" + address + ">"
	}
	return literal(address)
}
