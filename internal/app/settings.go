package app

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/valkey-io/valkey-go"

	"taskflow/internal/features/identities"
	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/config"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/password"
	"taskflow/internal/platform/secret"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/ratelimit"
)

// rateKeys bounds how many callers the in-memory limits remember.
const rateKeys = 200_000

// DatabaseOf says which database the settings name.
func DatabaseOf(s *config.Storage) db.Config {
	c := db.Config{URL: s.SQLitePath(), MaxConns: s.MaxConns}
	if s.Postgres() {
		c.URL, c.OwnerURL = s.Database.Reveal(), s.DatabaseOwner.Reveal()
	}
	return c
}

// FromSettings opens what the settings name, except the database.
func FromSettings(s *config.Serve) (Options, error) {
	limits, err := limitsOf(s)
	if err != nil {
		return Options{}, err
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return Options{}, fmt.Errorf("making the data folder: %w", err)
	}
	key, err := masterKey(&s.Storage)
	if err != nil {
		return Options{}, err
	}
	providers, err := providersOf(s)
	if err != nil {
		return Options{}, err
	}
	given, err := givenBy(s)
	if err != nil {
		return Options{}, err
	}
	sender, err := mail.Open(s.MailTarget().Reveal(), s.MailFrom, clock.System())
	if err != nil {
		return Options{}, err
	}
	files, err := openFiles(s)
	if err != nil {
		return Options{}, err
	}
	client, err := valkeyClient(s)
	if err != nil {
		return Options{}, err
	}
	counts := shared(client)
	return Options{
		Database: DatabaseOf(&s.Storage), MasterKey: key, BaseURL: s.BaseURL, Mail: sender,
		Given: given, Providers: providers, Egress: s.Egress(),
		TokenAlgorithm: s.TokenAlgorithm,
		InvitedOnly:    s.SignupPolicy == "invited", NoMagicLinks: s.MagicLinks == "off", Breached: files.breached, Places: files.places, Passwords: password.Options{Concurrent: s.PasswordHashes},
		Limits: limits, Limiter: counts.limiter, Backoff: counts.backoff, Carrier: counts.carrier, Release: release(client, files),
		Edge: edge.Options{
			TrustedProxies: s.BehindProxy, Limiter: counts.local, Limit: limits.Apply(ratelimit.Edge), MaxInFlight: s.MaxInFlight,
			Hosts: hosts(s),
		},
	}, nil
}

// limitsOf are the operator's own allowances. They are checked before anything is opened or made.
func limitsOf(s *config.Serve) (ratelimit.Limits, error) {
	limits := ratelimit.Limits{}
	for _, limit := range s.RateLimits {
		limits[limit.Class] = ratelimit.Limit{Burst: limit.Count, Per: limit.Per}
	}
	if err := limits.Validate(); err != nil {
		return nil, fmt.Errorf("--rate-limit (TASKFLOW_RATE_LIMIT): %w", err)
	}
	return limits, nil
}

// providersOf reads the operator's file of identity providers.
func providersOf(s *config.Serve) ([]identities.Provider, error) {
	if s.OIDCProviders == "" {
		return nil, nil
	}
	list, err := identities.ReadProviders(s.OIDCProviders, s.Egress())
	if err != nil {
		return nil, fmt.Errorf("--oidc-providers (TASKFLOW_OIDC_PROVIDERS): %w", err)
	}
	return list, nil
}

// givenBy reads which domains the operator has given to workspaces.
func givenBy(s *config.Serve) (func(id.Workspace, string) bool, error) {
	type gift struct {
		workspace id.Workspace
		domain    string
	}
	given := map[gift]bool{}
	for _, text := range s.ProvisioningDomains {
		workspace, name, _ := strings.Cut(text, "=")
		of, unknown := id.Parse[id.Workspace](workspace)
		at, wrong := mail.ParseAddress("somebody@" + name)
		if unknown != nil || wrong != nil {
			return nil, errors.New("--provisioning-domain (TASKFLOW_PROVISIONING_DOMAIN): is written like wsp_01jc5zt5e8f3bvxk2r9q7m4dhn=corp.example")
		}
		given[gift{of, at.Domain()}] = true
	}
	return func(workspace id.Workspace, domain string) bool { return given[gift{workspace, domain}] }, nil
}

// masterKey is the configured one, or a file in the data folder that the first start makes.
func masterKey(s *config.Storage) ([]byte, error) {
	if !s.MasterKey.IsSet() {
		key, err := secret.LoadOrCreate(filepath.Join(s.Data, "master.key"), MasterKeySize)
		if err != nil {
			return nil, fmt.Errorf("the master key: %w", err)
		}
		return key, nil
	}
	key, err := base64.StdEncoding.DecodeString(s.MasterKey.Reveal())
	if err != nil || len(key) != MasterKeySize {
		return nil, errors.New("--master-key (TASKFLOW_MASTER_KEY): must be 32 bytes in base64")
	}
	return key, nil
}

// valkeyClient is nil where Valkey isn't configured.
func valkeyClient(s *config.Serve) (valkey.Client, error) {
	if !s.Valkey.IsSet() {
		return nil, nil
	}
	option, err := valkey.ParseURL(s.Valkey.Reveal())
	if err != nil {
		return nil, errors.New("the Valkey URL can't be read")
	}
	client, err := valkey.NewClient(option)
	if err != nil {
		return nil, fmt.Errorf("connecting to Valkey: %w", err)
	}
	return client, nil
}

// counts are what all nodes count together where there is Valkey, and the edge's own
// limiter, which is asked for every request.
type counts struct {
	limiter ratelimit.Limiter
	backoff ratelimit.Backoff
	local   *ratelimit.Memory
	carrier events.Carrier
}

func shared(client valkey.Client) counts {
	local, backoff := ratelimit.NewMemory(clock.System(), rateKeys), ratelimit.NewMemoryBackoff(clock.System(), rateKeys)
	if client == nil {
		return counts{limiter: local, backoff: backoff, local: local}
	}
	limiter := ratelimit.NewValkey(client, local)
	return counts{limiter: limiter, backoff: ratelimit.NewValkeyBackoff(limiter, backoff), local: local, carrier: events.OverValkey(client)}
}

// hosts are the names to answer for: the base URL's, once it isn't loopback.
func hosts(s *config.Serve) []string {
	base, err := url.Parse(s.BaseURL)
	if err != nil || base.Hostname() == "localhost" || net.ParseIP(base.Hostname()).IsLoopback() {
		return nil
	}
	return []string{base.Host}
}

// Secure bounds the connections of ln and puts TLS on it where it is configured.
func Secure(ln net.Listener, s *config.Serve) (net.Listener, error) {
	ln = edge.LimitConnections(ln, s.MaxConnections)
	if s.TLSCert == "" {
		return ln, nil
	}
	certificate, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("the TLS certificate: %w", err)
	}
	return tls.NewListener(ln, &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
	}), nil
}
