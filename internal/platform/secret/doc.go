// Package secret owns values that must not be seen, and the key files beside the data.
//
// It promises that a Secret never prints: every verb of fmt, JSON, text, and slog
// show the same word, also from inside another struct. Only Reveal gives the value,
// so that one grep finds every place where a secret leaves its wrapping.
//
// References (file:, env:) are resolved only when a setting is parsed by kong. A
// Secret read from JSON or text is always taken literally: otherwise the sender of
// a request could name any file of the server as his password.
//
// It doesn't know what its secrets are for.
package secret
