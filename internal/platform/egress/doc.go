// Package egress is the one way out: every HTTP request that TaskFlow itself makes goes
// through a client of this package, whoever wrote the URL.
//
// It promises that no request reaches an address inside the operator's network unless the
// operator named it, and none at all reaches a cloud's metadata service. The address that
// is judged is the one that is dialled, so a name that changes its meaning in between, a
// redirect and an odd way to write an address gain nothing. It speaks TLS 1.2 and newer,
// plain http only to hosts that the operator named for it, takes no proxy from the
// environment, keeps no cookies, follows no redirect unless asked to, carries no
// credentials along one, and ends each exchange within a time and a size that are measured.
//
// It doesn't know what is asked, and doesn't log: URLs may hold secrets.
package egress
