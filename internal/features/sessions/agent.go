package sessions

import "strings"

// known are the words by which programs and systems call themselves, the more
// particular first: every browser also claims to be others.
var (
	programs = []struct{ word, name string }{
		{"edg/", "Edge"}, {"edga/", "Edge"}, {"edgios/", "Edge"}, {"opr/", "Opera"}, {"vivaldi/", "Vivaldi"}, {"samsungbrowser/", "Samsung Internet"},
		{"firefox/", "Firefox"}, {"fxios/", "Firefox"}, {"crios/", "Chrome"}, {"chromium/", "Chromium"}, {"headlesschrome/", "Chrome"},
		{"chrome/", "Chrome"}, {"safari/", "Safari"}, {"curl/", "curl"}, {"wget/", "Wget"}, {"python-requests/", "Python"}, {"python-urllib/", "Python"},
		{"go-http-client/", "Go"}, {"okhttp/", "OkHttp"}, {"postmanruntime/", "Postman"},
	}
	systems = []struct{ word, name string }{
		{"iphone", "iPhone"}, {"ipad", "iPad"}, {"android", "Android"}, {"cros ", "ChromeOS"}, {"windows", "Windows"},
		{"macintosh", "macOS"}, {"mac os x", "macOS"}, {"linux", "Linux"}, {"freebsd", "FreeBSD"},
	}
)

// deviceOf is a calm name for what called itself so: one of a few words of ours,
// and never a word of whoever sent it.
func deviceOf(userAgent string) string {
	text := strings.ToLower(userAgent)
	program, system := firstOf(programs, text), firstOf(systems, text)
	if program != "" && system != "" {
		return program + " on " + system
	}
	return program + system
}

func firstOf(list []struct{ word, name string }, text string) string {
	for _, one := range list {
		if strings.Contains(text, one.word) {
			return one.name
		}
	}
	return ""
}
