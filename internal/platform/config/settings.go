package config

import (
	"net/netip"
	"time"

	"taskflow/internal/platform/egress"
	"taskflow/internal/platform/secret"
)

// Storage is where the data lives; every command that opens it embeds this.
type Storage struct {
	Config        File          `name:"config" env:"TASKFLOW_CONFIG" placeholder:"FILE" help:"A JSON file with settings; its keys are the names of the flags."`
	Data          string        `name:"data" env:"TASKFLOW_DATA" default:"./data" placeholder:"DIR" help:"The folder for the SQLite database, keys and files."`
	Database      secret.Secret `name:"database" env:"TASKFLOW_DATABASE" placeholder:"URL" help:"postgres://… or sqlite:PATH; without it, SQLite in the data folder. May be a reference: file:PATH or env:NAME."`
	DatabaseOwner secret.Secret `name:"database-owner" env:"TASKFLOW_DATABASE_OWNER" placeholder:"URL" help:"postgres://… of the role that owns the schema, used for migrations only. May be a reference."`
	MasterKey     secret.Secret `name:"master-key" env:"TASKFLOW_MASTER_KEY" placeholder:"KEY" help:"32 random bytes in base64 that seal keys, cursors and waiting mails; several nodes share one. Without it, a file made in the data folder. May be a reference."`
	MaxConns      int           `name:"max-conns" env:"TASKFLOW_MAX_CONNS" default:"0" placeholder:"N" help:"Connections to PostgreSQL at most; 0 lets TaskFlow choose."`
}

// Serve is everything that the server can be told.
type Serve struct {
	Storage

	Listen      string         `name:"listen" env:"TASKFLOW_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"The address and port to listen on. Beyond loopback it takes --tls-cert or --behind-proxy."`
	BaseURL     string         `name:"base-url" env:"TASKFLOW_BASE_URL" placeholder:"URL" help:"The address that people use, as in links of mails; by default http://localhost and the port of --listen. https unless loopback."`
	BehindProxy []netip.Prefix `name:"behind-proxy" env:"TASKFLOW_BEHIND_PROXY" placeholder:"CIDR" help:"Networks of the reverse proxies whose word about the client's address is taken. May be repeated."`
	TLSCert     string         `name:"tls-cert" env:"TASKFLOW_TLS_CERT" placeholder:"FILE" help:"The certificate chain (PEM); needs --tls-key."`
	TLSKey      string         `name:"tls-key" env:"TASKFLOW_TLS_KEY" placeholder:"FILE" help:"The certificate's private key (PEM); needs --tls-cert."`

	Mail         MailURL       `name:"mail" env:"TASKFLOW_MAIL" placeholder:"URL" help:"How mail leaves: smtp://[user@]host:port, smtps://…, or file:DIR for one .eml file each; without it, none is sent. May be a reference env:NAME."`
	MailPassword secret.Secret `name:"mail-password" env:"TASKFLOW_MAIL_PASSWORD" placeholder:"SECRET" help:"The password of the user in --mail, apart from the URL. May be a reference: file:PATH or env:NAME."`
	MailFrom     string        `name:"mail-from" env:"TASKFLOW_MAIL_FROM" default:"taskflow@localhost" placeholder:"ADDRESS" help:"The sender of every mail."`
	Valkey       secret.Secret `name:"valkey" env:"TASKFLOW_VALKEY" placeholder:"URL" help:"valkey://, redis:// or rediss:// for limits shared by several nodes; without it they are kept in memory. May be a reference."`

	TokenAlgorithm string `name:"token-algorithm" env:"TASKFLOW_TOKEN_ALGORITHM" default:"ES256" enum:"ES256,RS256,EdDSA,HS256" help:"What access tokens are signed with: ES256, RS256, EdDSA, or HS256, whose keys aren't published, where no other service checks tokens. A change makes a new key."`

	LogLevel  string `name:"log-level" env:"TASKFLOW_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"The least level that is logged: debug, info, warn or error."`
	LogFormat string `name:"log-format" env:"TASKFLOW_LOG_FORMAT" default:"text" enum:"text,json" help:"text or json."`

	RateLimits          []RateLimit          `name:"rate-limit" env:"TASKFLOW_RATE_LIMIT" placeholder:"CLASS=N/TIME" help:"Another limit for a class of requests, such as read=1200/1m. May be repeated."`
	MaxConnections      int                  `name:"max-connections" env:"TASKFLOW_MAX_CONNECTIONS" default:"10000" placeholder:"N" help:"Client connections at once."`
	MaxInFlight         int                  `name:"max-in-flight" env:"TASKFLOW_MAX_IN_FLIGHT" default:"512" placeholder:"N" help:"Requests handled at once; more are answered 503."`
	PasswordHashes      int                  `name:"password-hashes" env:"TASKFLOW_PASSWORD_HASHES" default:"0" placeholder:"N" help:"Passwords hashed at once, each taking 64 MiB; 0 is half of the processors."`
	ProvisioningDomains []string             `name:"provisioning-domain" env:"TASKFLOW_PROVISIONING_DOMAIN" placeholder:"WORKSPACE=DOMAIN" help:"A domain whose people a workspace's identity provider (SCIM, SAML) makes accounts for, members at once, such as wsp_…=corp.example. May be repeated."`
	OIDCProviders       string               `name:"oidc-providers" env:"TASKFLOW_OIDC_PROVIDERS" placeholder:"FILE" help:"A JSON file with the OpenID Connect providers to sign in with; the operators' guide has its form."`
	EgressAllow         []egress.Destination `name:"egress-allow" env:"TASKFLOW_EGRESS_ALLOW" placeholder:"HOST|CIDR" help:"A host or network inside, such as idp.internal or 10.2.0.0/16, that TaskFlow may call; without it only the public internet is called. May be repeated."`
	EgressHTTP          []string             `name:"egress-http" env:"TASKFLOW_EGRESS_HTTP" placeholder:"HOST" help:"A host that TaskFlow may call by http without TLS. May be repeated."`

	SignupPolicy  string        `name:"signup-policy" env:"TASKFLOW_SIGNUP_POLICY" default:"open" enum:"open,invited" help:"Who may sign up: open (everybody) or invited (people with an invitation)."`
	ShutdownGrace time.Duration `name:"shutdown-grace" env:"TASKFLOW_SHUTDOWN_GRACE" default:"15s" placeholder:"TIME" help:"How long running requests may take after SIGTERM."`
	MagicLinks    string        `name:"magic-links" env:"TASKFLOW_MAGIC_LINKS" default:"on" enum:"on,off" help:"Whether a link by mail can sign in: on or off."`
	Breached      string        `name:"breached-passwords" env:"TASKFLOW_BREACHED_PASSWORDS" placeholder:"FILE" help:"Passwords that are known to be out, refused when somebody chooses one: SHA-1 in hexadecimal, sorted, one a line (the format of Have I Been Pwned). It is searched on the disk."`
	GeoDatabase   string        `name:"geo-database" env:"TASKFLOW_GEO_DATABASE" placeholder:"FILE" help:"Where internet addresses are, in the MaxMind DB format (GeoLite2 City, DB-IP City Lite): shown beside one's sessions and said in the notice of a new device. Without it only the address is."`
}
