package board

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"taskflow/internal/platform/problem"
)

var (
	bomUTF8  = []byte("\xEF\xBB\xBF")
	bomUTF16 = [][]byte{[]byte("\xFF\xFE"), []byte("\xFE\xFF")}
)

// admit measures a file before a decoder sees it: its size, encoding, depth and the members of its largest object.
// The decoder would itself allow a depth of 10,000 and keep a name table as large as the file.
func admit(data []byte, limits Limits, l *Ledger) ([]byte, error) {
	if len(data) > limits.Bytes {
		return nil, problem.TooLarge(int64(limits.Bytes))
	}
	if rest, found := bytes.CutPrefix(data, bomUTF8); found {
		l.Add(Entry{Severity: Info, Kind: "byte_order_mark", Reason: "the file began with a byte order mark, which was ignored"})
		data = rest
	}
	for _, bom := range bomUTF16 {
		if bytes.HasPrefix(data, bom) {
			return nil, malformed("", "the file is UTF-16; save it as UTF-8", nil)
		}
	}
	if !utf8.Valid(data) {
		return nil, malformed("", fmt.Sprintf("byte %d is not UTF-8", firstInvalid(data)), nil)
	}
	return data, measure(data, limits)
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// measure counts brackets and colons outside strings. It says nothing of validity: that is the decoder's.
func measure(data []byte, limits Limits) error {
	members := make([]int, 1, limits.Depth+1)
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i = endOfString(data, i)
		case '{', '[':
			if members = append(members, 0); len(members) > limits.Depth+1 {
				return refuse(fmt.Sprintf("byte %d", i), fmt.Sprintf("nested deeper than %d levels", limits.Depth))
			}
		case '}', ']':
			if len(members) > 1 {
				members = members[:len(members)-1]
			}
		case ':':
			if members[len(members)-1]++; members[len(members)-1] > limits.ObjectMembers {
				return refuse(fmt.Sprintf("byte %d", i), fmt.Sprintf("an object with more than %d members", limits.ObjectMembers))
			}
		}
	}
	return nil
}

func endOfString(data []byte, start int) int {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(data)
}
