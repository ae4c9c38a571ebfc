package sessions

import (
	"strings"
	"testing"
)

func TestDevicesAreNamedCalmly(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                                  "Firefox on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":                         "Chrome on Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":           "Edge on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                   "Safari on macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPhone",
		"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1":   "Chrome on iPad",
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":                   "Chrome on Android",
		"curl/8.5.0":         "curl",
		"":                   "",
		"Surfer/1":           "",
		"<b>Firefox/1</b>":   "Firefox",
		"LINUX":              "Linux",
		"\x1b[31mEvil/1\x1b": "",
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%q is called %q, not %q", agent, got, want)
		}
	}
}

func FuzzDevice(f *testing.F) {
	f.Add("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
	f.Fuzz(func(t *testing.T, agent string) {
		name := deviceOf(agent)
		for _, list := range [][]struct{ word, name string }{programs, systems} {
			for _, one := range list {
				name = strings.ReplaceAll(name, one.name, "")
			}
		}
		if rest := strings.ReplaceAll(name, " on ", ""); rest != "" && len(rest) > 12 {
			t.Errorf("%q is in the name of %q", rest, agent)
		}
	})
}
