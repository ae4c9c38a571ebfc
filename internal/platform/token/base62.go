package token

import (
	"bytes"
	"math/big"
	"strings"
)

// base62 has no sign that needs escaping in a URL, a header or a shell, and a double click
// selects all of it.
const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

var sixtyTwo = big.NewInt(int64(len(base62)))

// encode writes the big-endian number in exactly length digits.
func encode(number []byte, length int) string {
	rest, digit := new(big.Int).SetBytes(number), new(big.Int)
	out := make([]byte, length)
	for i := length - 1; i >= 0; i-- {
		rest.DivMod(rest, sixtyTwo, digit)
		out[i] = base62[digit.Int64()]
	}
	return string(out)
}

// largest is the greatest number of 256 bits.
var largest = encode(bytes.Repeat([]byte{0xff}, randomBytes), randomLength)

// decodes tells whether the digits are base62 for a number of at most 256 bits. The digits
// stand in ASCII order, so texts of one length compare as their numbers do.
func decodes(digits string) bool {
	for i := range len(digits) {
		if strings.IndexByte(base62, digits[i]) < 0 {
			return false
		}
	}
	return digits <= largest
}

// encode32 is encode for a checksum, which every request needs.
func encode32(number uint32) string {
	var out [checksumLength]byte
	for i := checksumLength - 1; i >= 0; i-- {
		out[i] = base62[number%uint32(len(base62))]
		number /= uint32(len(base62))
	}
	return string(out[:])
}
