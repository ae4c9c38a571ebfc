package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"taskflow/internal/platform/secret"
)

// settingError names the setting in both of its forms; the reason holds no secret.
func settingError(flag, reason string) error {
	return fmt.Errorf("--%s (%s): %s", flag, envName(flag), reason)
}

func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Validate is called by kong after parsing.
func (s *Storage) Validate() error {
	if s.Data == "" {
		return settingError("data", "must name a folder")
	}
	if err := checkDatabase(s.Database); err != nil {
		return err
	}
	if s.DatabaseOwner.IsSet() && (!s.Postgres() || !isPostgres(s.DatabaseOwner.Reveal())) {
		return settingError("database-owner", "must be a postgres:// URL and needs --database postgres://…")
	}
	return between("max-conns", s.MaxConns, 0, 10_000)
}

func checkDatabase(database secret.Secret) error {
	text := database.Reveal()
	path, sqlite := strings.CutPrefix(text, "sqlite:")
	if database.IsSet() && !isPostgres(text) && (!sqlite || path == "") {
		return settingError("database", "must be postgres://… or sqlite:PATH")
	}
	return nil
}

func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// Postgres tells whether the database is PostgreSQL; else it is SQLite.
func (s *Storage) Postgres() bool { return isPostgres(s.Database.Reveal()) }

// SQLitePath is the database file when Postgres is false.
func (s *Storage) SQLitePath() string {
	if path, ok := strings.CutPrefix(s.Database.Reveal(), "sqlite:"); ok {
		return path
	}
	return filepath.Join(s.Data, "taskflow.db")
}

// Validate is called by kong after parsing, and perhaps more than once; it also fills
// BaseURL from Listen.
func (s *Serve) Validate() error {
	checks := []func() error{
		s.Storage.Validate, s.validateTLS, s.validateListen, s.validateBaseURL, s.validateMail,
		s.validateValkey, s.validateRateLimits, s.validateEgress, s.validateBounds,
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Serve) validateTLS() error {
	switch {
	case s.TLSCert != "" && s.TLSKey == "":
		return settingError("tls-cert", "needs --tls-key ("+envName("tls-key")+") too")
	case s.TLSKey != "" && s.TLSCert == "":
		return settingError("tls-key", "needs --tls-cert ("+envName("tls-cert")+") too")
	}
	return nil
}

func (s *Serve) validateListen() error {
	host, port, err := net.SplitHostPort(s.Listen)
	if err != nil || port == "" {
		return settingError("listen", "must be an address and a port, such as 127.0.0.1:8080")
	}
	for _, proxy := range s.BehindProxy {
		// Trusting everybody's word is trusting whoever forges the header.
		if proxy.Bits() == 0 {
			return settingError("behind-proxy", "must not be the whole internet")
		}
	}
	if !loopback(host) && s.TLSCert == "" && len(s.BehindProxy) == 0 {
		return settingError("listen", "beyond loopback needs --tls-cert and --tls-key, or --behind-proxy CIDR ("+envName("behind-proxy")+")")
	}
	return nil
}

// loopback doesn't resolve names: what a name means may change after the check.
func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

func (s *Serve) validateBaseURL() error {
	if s.BaseURL == "" {
		return s.deriveBaseURL()
	}
	u, err := url.Parse(s.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return settingError("base-url", "must be an absolute http or https URL")
	}
	if u.User != nil || strings.Trim(u.Path, "/") != "" || strings.ContainsAny(s.BaseURL, "?#") {
		return settingError("base-url", "must have no user, path, query or fragment")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return settingError("base-url", "must be https, except on loopback")
	}
	s.BaseURL = u.Scheme + "://" + strings.ToLower(u.Host)
	return nil
}

func (s *Serve) deriveBaseURL() error {
	host, port, _ := net.SplitHostPort(s.Listen)
	if !loopback(host) {
		return settingError("base-url", "must be given when --listen is beyond loopback")
	}
	scheme := "http"
	if s.TLSCert != "" {
		scheme = "https"
	}
	s.BaseURL = scheme + "://" + net.JoinHostPort("localhost", port)
	return nil
}

func (s *Serve) validateValkey() error {
	u, err := url.Parse(s.Valkey.Reveal())
	if s.Valkey.IsSet() && (err != nil || !slices.Contains([]string{"valkey", "valkeys", "redis", "rediss"}, u.Scheme) || u.Host == "") {
		return settingError("valkey", "must be a valkey://, valkeys://, redis:// or rediss:// URL")
	}
	return nil
}

func (s *Serve) validateBounds() error {
	if s.ShutdownGrace < 0 || s.ShutdownGrace > 10*time.Minute {
		return settingError("shutdown-grace", "must be between 0s and 10m")
	}
	for _, err := range []error{
		between("max-connections", s.MaxConnections, 1, 1_000_000),
		between("max-in-flight", s.MaxInFlight, 1, 100_000),
		between("password-hashes", s.PasswordHashes, 0, 64),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func between(flag string, n, least, most int) error {
	if n < least || n > most {
		return settingError(flag, fmt.Sprintf("must be between %d and %d", least, most))
	}
	return nil
}
