package egress

import "io"

// measured ends with ErrTooLarge where an answer goes on after its last allowed byte.
type measured struct {
	body io.ReadCloser
	left int64
}

// Read implements io.Reader. It asks for one byte more than is allowed, to tell the end from more.
func (m *measured) Read(p []byte) (int, error) {
	if m.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > m.left+1 {
		p = p[:m.left+1]
	}
	n, err := m.body.Read(p)
	m.left -= int64(n)
	if m.left < 0 {
		return n - 1, ErrTooLarge
	}
	return n, err
}

// Close implements io.Closer.
func (m *measured) Close() error { return m.body.Close() }
