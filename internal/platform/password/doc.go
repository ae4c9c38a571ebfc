// Package password owns how passwords are judged, hashed and compared.
//
// It promises argon2id (RFC 9106) in the PHC string format, a bounded amount of memory
// and waiting whatever arrives, and the same work for an account that doesn't exist.
// A password is used whole: normalised to NFC (NIST SP 800-63B-4 §3.1.1.2), never
// trimmed, cut or folded.
//
// It doesn't know accounts, back-off or lockout. Callers hold no transaction and no
// connection while they call it: a hash takes some hundred milliseconds.
package password
