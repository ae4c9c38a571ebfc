// Package edge is what every request meets first and every response leaves
// through.
//
// It owns the request id, the client's address, the limits on methods, targets,
// bodies, time and concurrency, the coarse rate limit per address, the
// protection against foreign sites, the security headers, the recovery from
// panics, the one log event per request, and the server's time-outs.
//
// It promises that a request that reaches the next handler has a sane path and
// host, a body that ends and can't grow past its limit, an address that nobody
// but a trusted proxy could have chosen, and no foreign site behind a browser's
// cookie; and that whatever happens after it, the client gets the security
// headers and no inner error. Refusals are problems: 400, 403, 405, 408, 413,
// 414, 421, 429 and 503; 431 is net/http's own.
//
// It doesn't know routes, principals or permissions: what it needs of them
// comes as functions in Options, and what belongs in the event comes by
// Annotate.
package edge
