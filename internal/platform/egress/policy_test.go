package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

func tlsUpTo11() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
}

// TestWhereRequestsMayGo asks about each kind of address, for a host that was named and for one that wasn't.
// ASVS: 13.2.4 13.2.5
func TestWhereRequestsMayGo(t *testing.T) {
	t.Parallel()
	policy := Policy{Private: []Destination{{Host: "idp.internal"}, {Network: netip.MustParsePrefix("10.2.0.0/16")}}, Plain: []string{"plain.example"}}
	for _, c := range []struct {
		host, address string
		may           bool
	}{
		{"example.org", "93.184.215.14:443", true},
		{"example.org", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:443", true},
		{"example.org", "93.184.215.14:8443", false},
		{"example.org", "93.184.215.14:22", false},
		{"plain.example", "93.184.215.14:8080", true},
		{"plain.example", "10.0.0.1:80", false},
		{"example.org", "127.0.0.1:443", false},
		{"example.org", "[::1]:443", false},
		{"example.org", "[::ffff:127.0.0.1]:443", false},
		{"example.org", "[::ffff:10.0.0.1]:443", false},
		{"example.org", "[64:ff9b::a00:1]:443", false},
		{"example.org", "[2002:a00:1::]:443", false},
		{"example.org", "[fe80::1%eth0]:443", false},
		{"example.org", "0.0.0.0:443", false},
		{"example.org", "[::]:443", false},
		{"example.org", "192.168.1.1:443", false},
		{"example.org", "100.64.0.1:443", false},
		{"example.org", "224.0.0.1:443", false},
		{"example.org", "255.255.255.255:443", false},
		{"example.org", "[fd00::1]:443", false},
		{"example.org", "10.2.3.4:8443", true},
		{"example.org", "[::ffff:10.2.3.4]:8443", true},
		{"example.org", "10.3.0.1:443", false},
		{"idp.internal", "192.168.7.7:8443", true},
		{"idp.internal", "[fd12::7]:443", true},
		{"idp.internal", "127.0.0.1:8080", true},
		{"idp.internal", "169.254.169.254:80", false},
		{"idp.internal", "[fd00:ec2::254]:443", false},
		{"idp.internal", "100.100.100.200:443", false},
		{"idp.internal", "168.63.129.16:443", false},
		{"idp.internal", "224.0.0.1:443", false},
		{"xidp.internal", "192.168.7.7:443", false},
		{"idp.internal.", "192.168.7.7:443", false},
		{"example.org", "not an address", false},
	} {
		network := "tcp4"
		if strings.HasPrefix(c.address, "[") {
			network = "tcp6"
		}
		err := policy.control(c.host)(network, c.address, nil)
		if (err == nil) != c.may || !c.may && !errors.Is(err, ErrForbidden) {
			t.Errorf("%s at %s: %v", c.host, c.address, err)
		}
	}
	if err := policy.control("idp.internal")("udp4", "93.184.215.14:443", nil); err == nil {
		t.Error("UDP leaves")
	}
}

// TestPublishedDetours sends the client to every odd spelling of this machine and every metadata service that was
// published, at the port of a server that is there: none of them reaches it.
// ASVS: 1.3.6
func TestPublishedDetours(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(server.Close)
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	client := New(Policy{AnyPort: true}, Limits{Total: 5 * time.Second})
	client.Transport.(*guarded).next.(*http.Transport).DialContext = dial(Policy{AnyPort: true}, time.Second, answering("127.0.0.1"))
	tried := 0
	for _, host := range detours(t) {
		for _, url := range []string{"https://" + host + ":" + port + "/", "https://" + host + "/", "http://" + host + ":" + port + "/"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
			if err != nil {
				continue
			}
			tried++
			response, err := client.Do(request)
			if err == nil {
				_ = response.Body.Close()
				t.Errorf("%s was asked", url)
			} else if !errors.Is(err, ErrForbidden) && !strings.Contains(err.Error(), "no such host") && !strings.Contains(err.Error(), "invalid") {
				t.Errorf("%s: %v", url, err)
			}
		}
	}
	t.Logf("%d URLs tried", tried)
	if reached.Load() != 0 || tried < 30 {
		t.Errorf("%d requests arrived of %d", reached.Load(), tried)
	}
}

var hostInURL = regexp.MustCompile("https?://([^/\\s`)\"'>]+)")

// detours are the hosts of the published lists; without them a few that stand for their kinds.
func detours(t *testing.T) []string {
	t.Helper()
	hosts := []string{"127.0.0.1", "[::1]", "localhost", "127.1", "0x7f.1", "2130706433", "017700000001", "[::ffff:127.0.0.1]", "0", "[::]", "①②⑦.⓪.⓪.①", "localtest.me", "169.254.169.254"}
	folder := os.Getenv("TASKFLOW_CORPORA")
	if folder == "" {
		t.Log("TASKFLOW_CORPORA is not set: only the hosts of this file are tried")
		return hosts
	}
	lines, err := os.ReadFile(filepath.Join(folder, "payloads/ssrf/fuzzdb-localhost.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.FieldsSeq(string(lines)) {
		if strings.Count(line, ":") > 1 {
			line = "[" + line + "]"
		}
		hosts = append(hosts, line)
	}
	for _, name := range []string{"patt-README.md", "patt-SSRF-Cloud-Instances.md"} {
		text, err := os.ReadFile(filepath.Join(folder, "payloads/ssrf", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range hostInURL.FindAllStringSubmatch(string(text), -1) {
			// The one that is a stranger's and not a detour: no test leaves this machine.
			if found[1] != "1.1.1.1" {
				hosts = append(hosts, strings.TrimSuffix(found[1], ":80"))
			}
		}
	}
	return hosts
}

// TestANameThatChangesItsMeaning resolves to a public address at first and to loopback afterwards: what is dialled is judged.
func TestANameThatChangesItsMeaning(t *testing.T) {
	t.Parallel()
	resolver := answering("93.184.215.14", "127.0.0.1")
	if found, err := resolver.LookupNetIP(t.Context(), "ip4", "rebind.example"); err != nil || found[0].IsLoopback() {
		t.Fatalf("the first answer: %v, %v", found, err)
	}
	_, err := dial(Policy{}, time.Second, resolver)(t.Context(), "tcp", "rebind.example:443")
	if !errors.Is(err, ErrForbidden) {
		t.Errorf("dialled after the name changed: %v", err)
	}
}

// answering is a resolver that knows one answer after the other, the last one for ever.
func answering(addresses ...string) *net.Resolver {
	var asked atomic.Int64
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer func() { _ = theirs.Close() }()
			answer(theirs, func() string { return addresses[min(int(asked.Add(1))-1, len(addresses)-1)] })
		}()
		return ours, nil
	}}
}

// answer serves one question about IPv4 in DNS over a stream (RFC 1035, 4.2.2), and none about IPv6.
func answer(conn io.ReadWriter, next func() string) {
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return
	}
	question := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(conn, question); err != nil {
		return
	}
	var message dnsmessage.Message
	if message.Unpack(question) != nil || len(message.Questions) != 1 {
		return
	}
	message.Response, message.RecursionAvailable, message.Additionals = true, true, nil
	if asked := message.Questions[0]; asked.Type == dnsmessage.TypeA {
		message.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: asked.Name, Type: asked.Type, Class: asked.Class},
			Body:   &dnsmessage.AResource{A: netip.MustParseAddr(next()).As4()},
		}}
	}
	packed, err := message.Pack()
	if err != nil {
		return
	}
	_, _ = conn.Write(append([]byte{byte(len(packed) >> 8), byte(len(packed))}, packed...))
}

// TestDestinations reads what an operator may write.
func TestDestinations(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"idp.internal": "idp.internal", "IDP.internal": "idp.internal", "localhost": "localhost",
		"10.2.3.4": "10.2.3.4/32", "10.2.3.4/16": "10.2.0.0/16", "fd12::/48": "fd12::/48", "::ffff:10.0.0.1": "10.0.0.1/32",
		"": "", "*.internal": "", "https://idp": "", "idp:8443": "", "0.0.0.0/0": "", "::/0": "", "0x7f.1": "", "127.1": "", "2130706433": "",
		"fe80::1%eth0": "", "idp.internal/24": "", "ü.example": "",
	} {
		var d Destination
		err := d.UnmarshalText([]byte(text))
		got := d.Host
		if d.Network.IsValid() {
			got = d.Network.String()
		}
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func FuzzDestination(f *testing.F) {
	for _, seed := range []string{"idp.internal", "10.0.0.0/8", "::1", "0x7f.1", "a.0x1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d Destination
		if d.UnmarshalText([]byte(text)) != nil {
			return
		}
		if (d.Host == "") == !d.Network.IsValid() {
			t.Errorf("%q is %+v", text, d)
		}
		if d.Network.IsValid() && d.Network.Bits() == 0 {
			t.Errorf("%q is everything", text)
		}
	})
}
