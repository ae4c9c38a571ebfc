package token

// WithChecksum completes the body of a token, so that tests can reach past the checksum.
func WithChecksum(body string) string { return body + checksum(body) }

// Ciphers counts the ciphers in memory.
func (s *Sealer) Ciphers() (n int) {
	s.ciphers.Range(func(any, any) bool { n++; return true })
	return n
}
