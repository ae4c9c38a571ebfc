package edge

import "net/http"

// ContentSecurityPolicy is what every response gets unless it is a page, which
// sets its own.
const ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// PermissionsPolicy switches off what a page could use of a browser. A page that
// needs some of it sends its own.
const PermissionsPolicy = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), " +
	"encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), " +
	"local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), " +
	"publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), " +
	"storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()"

// The values are shared by all responses. Each has a capacity of one, so that
// a handler's Add makes its own slice and Set replaces it.
var (
	noSniff        = []string{"nosniff"}
	noReferrer     = []string{"no-referrer"}
	nothingLoads   = []string{ContentSecurityPolicy}
	deny           = []string{"DENY"}
	off            = []string{"0"}
	sameOrigin     = []string{"same-origin"}
	noPermissions  = []string{PermissionsPolicy}
	noStore        = []string{"no-store"}
	oneYearOfHTTPS = []string{"max-age=31536000; includeSubDomains"}
)

// secureHeaders are set before the first check, so refusals have them too.
// HSTS over plain HTTP would be ignored (RFC 6797, section 7.2), and promises
// what an http-only installation doesn't keep.
func secureHeaders(h http.Header, secure bool) {
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = noReferrer
	h["Content-Security-Policy"] = nothingLoads
	h["X-Frame-Options"] = deny
	h["X-Xss-Protection"] = off
	h["Cross-Origin-Resource-Policy"] = sameOrigin
	h["Cross-Origin-Opener-Policy"] = sameOrigin
	h["Permissions-Policy"] = noPermissions
	h["Cache-Control"] = noStore
	if secure {
		h["Strict-Transport-Security"] = oneYearOfHTTPS
	}
}
