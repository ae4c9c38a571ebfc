package token

// WithChecksum completes the body of a token, so that tests can reach past the checksum.
func WithChecksum(body string) string { return body + checksum(body) }
