package password

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the format of the files; nothing is protected by it
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// longestLine bounds a line of the file: 40 digits, a colon, a count and the line's end.
const longestLine = 80

// errBreached is for a file that isn't what it should be.
var errBreached = errors.New("must hold lines of 40 hexadecimal digits of a SHA-1, perhaps with :COUNT, in ascending order")

// Breached is a file of the SHA-1 hashes of passwords that are out, sorted by hash, as
// Have I Been Pwned offers it. It is searched on the disk: the file may be of any size and
// takes no memory.
type Breached struct {
	file *os.File
	size int64
}

// OpenBreached opens a file and looks whether it can be one: at its ends and its middle.
func OpenBreached(path string) (*Breached, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("opening the breached passwords: %w", err)
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(errBreached, err, file.Close())
	}
	b := &Breached{file: file, size: info.Size()}
	if err := b.probe(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return b, nil
}

// Close closes the file.
func (b *Breached) Close() error { return b.file.Close() }

func (b *Breached) probe() error {
	before, _, err := b.lineAt(0)
	if err != nil || before == "" {
		return errors.Join(errBreached, err)
	}
	for part := range int64(9) {
		line, _, err := b.lineAt(b.size * part / 9)
		if err != nil || line != "" && line < before {
			return errors.Join(errBreached, err)
		}
		before = max(before, line)
	}
	return nil
}

// Has tells whether the password is in the file. Each step halves what is left of it.
func (b *Breached) Has(password string) (bool, error) {
	sum := sha1.Sum([]byte(password)) //nolint:gosec // the format of the files
	wanted := strings.ToUpper(hex.EncodeToString(sum[:]))
	low, high := int64(0), b.size
	for low < high {
		line, next, err := b.lineAt(low + (high-low)/2)
		switch {
		case err != nil:
			return false, err
		case line == wanted:
			return true, nil
		case line == "" || line > wanted:
			high = low + (high-low)/2
		default:
			low = next
		}
	}
	return false, nil
}

// lineAt returns the hash of the first line that begins at an offset or after it, and
// where the line after that begins; none at the file's end.
func (b *Breached) lineAt(offset int64) (hash string, next int64, err error) {
	room := make([]byte, 2*longestLine)
	from := max(0, offset-1) // a line that begins exactly here follows a line's end
	n, err := b.file.ReadAt(room, from)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", 0, fmt.Errorf("reading the breached passwords: %w", err)
	}
	text, start := room[:n], 0
	if offset > 0 {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			if n > longestLine {
				return "", 0, errBreached
			}
			return "", b.size, nil
		}
		start = end + 1
	}
	line, _, ended := bytes.Cut(text[start:], []byte{'\n'})
	if len(bytes.TrimSpace(line)) == 0 {
		return "", b.size, nil
	}
	if !ended && n == len(room) {
		return "", 0, errBreached
	}
	hash, err = hashIn(line)
	return hash, from + int64(start+len(line)) + 1, err
}

func hashIn(line []byte) (string, error) {
	text, _, _ := strings.Cut(strings.TrimSpace(string(line)), ":")
	if _, err := hex.DecodeString(text); err != nil || len(text) != 2*sha1.Size {
		return "", errBreached
	}
	return strings.ToUpper(text), nil
}
