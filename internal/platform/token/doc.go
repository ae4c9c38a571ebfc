// Package token owns the opaque strings that TaskFlow hands out.
//
// A token is a secret of 256 random bits with a prefix that says its kind and a
// checksum, so that secret scanners find a leaked one and nonsense is refused before
// any lookup. Only its SHA-256 is stored: with that much randomness a slow hash
// would add nothing.
//
// A seal makes a value opaque and unforgeable while it travels through a client,
// such as the place where the next page of a list begins. It isn't a secret of
// anybody and grants nothing.
//
// The package doesn't know users, expiry, or whether a token was used.
package token
