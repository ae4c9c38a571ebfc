package mail_test

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"taskflow/internal/platform/mail"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 64)
	for name, c := range map[string]struct{ text, canonical string }{
		"plain":             {"robin@example.com", "robin@example.com"},
		"case":              {"Robin.Smith@Example.COM", "robin.smith@example.com"},
		"plus":              {"robin+tasks@example.com", "robin+tasks@example.com"},
		"every atext sign":  {"!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"},
		"A-label":           {"robin@xn--bcher-kva.example", "robin@xn--bcher-kva.example"},
		"development":       {"robin@localhost", "robin@localhost"},
		"64 before the @":   {long + "@example.com", long + "@example.com"},
		"65 before the @":   {long + "a@example.com", ""},
		"254 in all":        {long + "@" + strings.Repeat(strings.Repeat("b", 46)+".", 4) + "c", long + "@" + strings.Repeat(strings.Repeat("b", 46)+".", 4) + "c"},
		"255 in all":        {long + "@" + strings.Repeat(strings.Repeat("b", 46)+".", 4) + "cc", ""},
		"label of 64":       {"a@" + long + ".com", ""},
		"empty":             {"", ""},
		"display name":      {"Robin <robin@example.com>", ""},
		"two":               {"robin@example.com,kim@example.com", ""},
		"spaces around":     {" robin@example.com ", ""},
		"quoted":            {`"robin smith"@example.com`, ""},
		"comment":           {"robin(work)@example.com", ""},
		"address literal":   {"robin@[127.0.0.1]", ""},
		"IP address":        {"robin@127.0.0.1", ""},
		"one label":         {"robin@gmail", ""},
		"last dot":          {"robin@example.com.", ""},
		"two dots":          {"robin@example..com", ""},
		"hyphen":            {"robin@-example.com", ""},
		"reserved hyphens":  {"robin@ab--c.com", ""},
		"line break":        {"robin@example.com\r\nBcc: kim@example.com", ""},
		"NUL":               {"robin\x00@example.com", ""},
		"zero width":        {"ro\u200bbin@example.com", ""},
		"other direction":   {"robin\u202e@example.com", ""},
		"Cyrillic o":        {"r\u043ebin@example.com", ""},
		"fullwidth":         {"robin@\uff45xample.com", ""},
		"Kelvin sign":       {"\u212aim@example.com", ""},
		"Kelvin in domain":  {"robin@boo\u212a.example", ""},
		"letters in domain": {"robin@b\u00fccher.example", "robin@xn--bcher-kva.example"},
		"capital letters":   {"Robin@B\u00dcCHER.Example", "robin@xn--bcher-kva.example"},
		"not composed":      {"robin@bu\u0308cher.example", "robin@xn--bcher-kva.example"},
		"not transitional":  {"robin@fa\u00df.example", "robin@xn--fa-hia.example"},
		"another script":    {"robin@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "robin@xn--e1afmkfd.xn--p1ai"},
		"right to left":     {"robin@\u05d3\u05d5\u05d2\u05de\u05d4.example", "robin@xn--6dbbec0c.example"},
		"looks like ASCII":  {"robin@ex\u0430mple.com", "robin@xn--exmple-4nf.com"},
		"zero width domain": {"robin@exa\u200bmple.com", ""},
		"turned domain":     {"robin@exam\u202eple.com", ""},
		"dotted I":          {"robin@b\u0130g.example", ""},
		"ideographic stop":  {"robin@b\u00fccher\u3002example", ""},
		"both directions":   {"robin@\u05d3a\u05d5.example", ""},
		"starts with mark":  {"robin@\u0308b.example", ""},
		"not UTF-8":         {"robin@b\xff.example", ""},
		"long once encoded": {"robin@" + strings.Repeat("\u00fc", 60) + ".example", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := mail.ParseAddress(c.text)
			if (err == nil) != (c.canonical != "") {
				t.Fatalf("error %v", err)
			}
			if err == nil && got.Canonical() != c.canonical {
				t.Errorf("canonical %q, want %q", got.Canonical(), c.canonical)
			}
		})
	}
}

// What was written is shown, what is registered is compared and sent.
func TestADomainIsShownAsWrittenAndSentAsASCII(t *testing.T) {
	t.Parallel()
	a, err := mail.ParseAddress("Robin@Bu\u0308cher.Example")
	if err != nil || a.Email != "Robin@b\u00fccher.example" || a.ASCII() != "Robin@xn--bcher-kva.example" {
		t.Fatalf("%q, sent as %q: %v", a.Email, a.ASCII(), err)
	}
	again, err := mail.ParseAddress(a.ASCII())
	if err != nil || again.Canonical() != a.Canonical() || again.Email != "Robin@xn--bcher-kva.example" {
		t.Errorf("written in ASCII it is %+v: %v", again, err)
	}
}

// Of isemail's test set we take what is plain: neither an error nor something deprecated,
// quoted, commented or literal.
func TestIsEmailCorpus(t *testing.T) {
	t.Parallel()
	var set struct {
		Tests []struct {
			Address   string `xml:"address"`
			Category  string `xml:"category"`
			Diagnosis string `xml:"diagnosis"`
		} `xml:"test"`
	}
	if err := xml.Unmarshal(corpus(t, "email", "isemail-tests.xml"), &set); err != nil || len(set.Tests) < 150 {
		t.Fatalf("%d tests (%v)", len(set.Tests), err)
	}
	accepted := 0
	for _, c := range set.Tests {
		address := controls(c.Address)
		_, err := mail.ParseAddress(address)
		plain := c.Category == "ISEMAIL_VALID_CATEGORY" || c.Category == "ISEMAIL_DNSWARN"
		if err == nil {
			accepted++
		}
		if err == nil && !plain {
			t.Errorf("%q (%s) is accepted", address, c.Diagnosis)
		}
		if err != nil && plain && !narrower[address] {
			t.Errorf("%q (%s) is refused", address, c.Diagnosis)
		}
	}
	if accepted < 10 {
		t.Errorf("only %d of %d accepted: the test looks at nothing", accepted, len(set.Tests))
	}
}

// narrower are the plain addresses of the corpus that our rule leaves out on purpose: a
// domain of one label.
var narrower = map[string]bool{"test@io": true}

// controls undoes the corpus's spelling of control characters as their symbols.
func controls(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x2400 && r < 0x2420 {
			return r - 0x2400
		}
		return r
	}, text)
}

func TestAddressLists(t *testing.T) {
	t.Parallel()
	// These are well-formed, whatever the list's author thought of them.
	wellFormed := map[string]bool{"sql'or'1'='1'or'test@email.com": true}
	for line := range strings.Lines(string(corpus(t, "email", "fuzzdb-invalid-email-addresses.txt"))) {
		line = strings.TrimRight(line, "\r\n")
		if _, err := mail.ParseAddress(line); err == nil && !wellFormed[line] {
			t.Errorf("%q is accepted", line)
		}
	}
	for line := range strings.Lines(string(corpus(t, "email", "fuzzdb-valid-email-addresses.txt"))) {
		line = strings.TrimRight(line, "\r\n")
		_, err := mail.ParseAddress(line)
		odd := strings.ContainsAny(line, "\"[\\ ") || !ascii(line[:max(0, strings.LastIndexByte(line, '@'))]) || strings.Contains(line, "@129.") || strings.HasSuffix(line, "@mailserver1")
		if (err == nil) == odd {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func ascii(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func TestHostNamesOfWPT(t *testing.T) {
	t.Parallel()
	var cases []json.RawMessage
	if err := json.Unmarshal(corpus(t, "email", "wpt-toascii.json"), &cases); err != nil || len(cases) < 50 {
		t.Fatalf("%d cases (%v)", len(cases), err)
	}
	for _, raw := range cases {
		var c struct {
			Input  string  `json:"input"`
			Output *string `json:"output"`
		}
		if json.Unmarshal(raw, &c) != nil || c.Input == "" {
			continue // a comment, or what isn't a text
		}
		got, err := mail.ParseAddress("robin@" + c.Input)
		if err == nil && (c.Output != nil && got.Domain() != *c.Output || c.Output == nil && !ascii(c.Input)) {
			t.Errorf("%q gives %q", c.Input, got.Domain())
		}
	}
}

func TestNoConfusableGetsThrough(t *testing.T) {
	t.Parallel()
	tried := 0
	for line := range strings.Lines(string(corpus(t, "email", "unicode-confusables.txt"))) {
		_, note, found := strings.Cut(line, "# ( ")
		source, _, arrow := strings.Cut(note, " → ")
		if !found || !arrow || ascii(source) {
			continue
		}
		tried++
		if _, err := mail.ParseAddress("ro" + source + "bin@example.com"); err == nil {
			t.Errorf("%q is accepted before the sign", source)
		}
		// After it another letter is another domain.
		if a, err := mail.ParseAddress("robin@ex" + source + "ample.com"); err == nil && !strings.HasPrefix(a.Domain(), "xn--") {
			t.Errorf("%q is taken for another letter: %s", source, a.Domain())
		}
	}
	if tried < 5000 {
		t.Errorf("only %d confusables tried", tried)
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{"robin@example.com", `"a"@b.c`, "a@[1.2.3.4]", "a@xn--.com"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := mail.ParseAddress(text)
		if err != nil {
			return
		}
		again, err := mail.ParseAddress(got.Canonical())
		if err != nil || again.Canonical() != got.Canonical() {
			t.Errorf("%q: its canonical form isn't one (%v)", text, err)
		}
		if !ascii(got.Canonical()) || !ascii(text[:strings.LastIndexByte(text, '@')]) || strings.ContainsAny(text, " \r\n\t<>(),;:\\\"[]\x00\x7f") {
			t.Errorf("%q is accepted", text)
		}
	})
}

func corpus(t *testing.T, path ...string) []byte {
	t.Helper()
	dir := os.Getenv("TASKFLOW_CORPORA")
	if dir == "" && os.Getenv("CI") == "true" {
		t.Fatal("TASKFLOW_CORPORA is not set, and in CI it must be")
	}
	if dir == "" {
		t.Skip("TASKFLOW_CORPORA is not set: the corpora aren't there")
	}
	content, err := os.ReadFile(filepath.Join(append([]string{dir, "payloads"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
