package coding

import (
	"strconv"
	"strings"
)

// The content codings that answers have.
const (
	Brotli   = "br"
	Gzip     = "gzip"
	Identity = "identity"
)

// longestAccept bounds what is read of a header: no browser's has 100 bytes.
const longestAccept = 1 << 10

// preference is how much an Accept-Encoding header likes a coding, in
// thousandths; 0 refuses it (RFC 9110, section 12.5.3).
type preference struct {
	named map[string]int
	rest  int
	star  bool
}

func parseAccept(header string) preference {
	p := preference{named: map[string]int{}}
	for item := range strings.SplitSeq(header[:min(len(header), longestAccept)], ",") {
		name, parameters, _ := strings.Cut(item, ";")
		name = strings.ToLower(strings.Trim(name, " \t"))
		weight, ok := quality(parameters)
		switch {
		case !ok || name == "":
		case name == "*":
			p.star, p.rest = true, weight
		case name == "x-gzip":
			p.named[Gzip] = weight
		default:
			p.named[name] = weight
		}
	}
	return p
}

// quality reads ";q=0.5" as 500. What isn't a weight makes the whole item void.
func quality(parameters string) (thousandths int, ok bool) {
	parameters = strings.Trim(parameters, " \t")
	if parameters == "" {
		return 1000, true
	}
	name, value, _ := strings.Cut(parameters, "=")
	value = strings.Trim(value, " \t")
	if !strings.EqualFold(strings.Trim(name, " \t"), "q") || len(value) > len("0.000") || strings.Trim(value, "0123456789.") != "" {
		return 0, false
	}
	weight, err := strconv.ParseFloat(value, 64)
	if err != nil || weight > 1 {
		return 0, false
	}
	return int(weight*1000 + 0.5), true
}

// of is the weight of one coding. Identity is acceptable unless it is refused,
// but liked least, for a client that names others wants those.
func (p preference) of(coding string) int {
	weight, named := p.named[coding]
	switch {
	case named:
		return weight
	case p.star:
		return p.rest
	case coding == Identity:
		return 1
	}
	return 0
}

// Choose picks the one of the offered codings that an Accept-Encoding header
// likes best; of those that it likes equally, the first. Identity is sent when all
// are refused: an answer that works is better than none.
func Choose(header string, offered ...string) string {
	p := parseAccept(header)
	best, most := Identity, 0
	for _, coding := range offered {
		if weight := p.of(coding); weight > most {
			best, most = coding, weight
		}
	}
	return best
}
