package id

const (
	alphabet   = "0123456789abcdefghjkmnpqrstvwxyz"
	encodedLen = 26
)

var digits = func() (table [256]byte) {
	for i := range table {
		table[i] = 0xff
	}
	for i := range alphabet {
		table[alphabet[i]] = byte(i)
	}
	return table
}()

// appendEncoded writes 128 bits as 26 base32 digits, the first holding the top 3 bits.
func appendEncoded(dst []byte, raw [16]byte) []byte {
	var acc uint32
	bits := 2 // two leading zero bits fill 128 up to 130
	for _, b := range raw {
		acc = acc<<8 | uint32(b)
		bits += 8
		for bits >= 5 {
			bits -= 5
			dst = append(dst, alphabet[acc>>bits&31])
		}
	}
	return dst
}

// decode is the inverse of appendEncoded; each id has exactly one spelling.
func decode(s string) (raw [16]byte, ok bool) {
	if len(s) != encodedLen || digits[s[0]] > 7 {
		return raw, false
	}
	var acc uint32
	bits, n := -2, 0
	for i := range len(s) {
		d := digits[s[i]]
		if d == 0xff {
			return [16]byte{}, false
		}
		acc = acc<<5 | uint32(d)
		bits += 5
		if bits >= 8 {
			bits -= 8
			raw[n] = byte(acc >> bits) //nolint:gosec // the low eight bits are wanted
			n++
		}
	}
	return raw, true
}
