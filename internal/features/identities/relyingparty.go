package identities

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"taskflow/internal/platform/clock"
	"taskflow/internal/platform/egress"
)

const (
	// metadataLife is how long what a provider says of itself is believed.
	metadataLife = time.Hour
	// pause is how long a provider that failed isn't asked again, and how often at most
	// its keys are fetched for a kid that isn't among them.
	pause = 10 * time.Second
)

// relyingParty is TaskFlow towards one provider.
type relyingParty struct {
	Provider
	policy egress.Policy
	client *http.Client
	clock  clock.Clock

	mu     sync.Mutex
	found  *discovered
	failed error
	at     time.Time // of found or failed
}

// discovered is what a provider says of itself (OpenID Connect Discovery 1.0 section 3).
type discovered struct {
	provider *oidc.Provider
	keys     *keySet
	says     metadata
}

type metadata struct {
	TokenAuth       []string `json:"token_endpoint_auth_methods_supported"`
	IssInResponse   bool     `json:"authorization_response_iss_parameter_supported"`
	EndSession      string   `json:"end_session_endpoint"`
	JWKS            string   `json:"jwks_uri"`
	SigningAlgs     []string `json:"id_token_signing_alg_values_supported"`
	ChallengeMethod []string `json:"code_challenge_methods_supported"`
}

func newRelyingParty(p Provider, policy egress.Policy, c clock.Clock) *relyingParty {
	policy.AnyPort = true // the operator wrote the issuer
	return &relyingParty{Provider: p, policy: policy, clock: c, client: egress.New(policy, egress.Limits{Total: 8 * time.Second, Body: 512 << 10})}
}

// outside is a context whose requests leave by the guarded client.
func (r *relyingParty) outside(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, r.client)
}

// discover asks the provider what it says of itself, unless that is known. Where it fails
// what was known before goes on.
func (r *relyingParty) discover(ctx context.Context) (*discovered, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	age := r.clock.Now().Sub(r.at)
	switch {
	case r.found != nil && age < metadataLife:
		return r.found, nil
	case r.failed != nil && age < pause:
		return nil, r.failed
	}
	fresh, err := r.ask(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err() // who asked has gone: that says nothing of the provider
	}
	r.at = r.clock.Now()
	if err != nil && r.found != nil {
		return r.found, nil
	}
	r.found, r.failed = fresh, err
	return fresh, err
}

func (r *relyingParty) ask(ctx context.Context) (*discovered, error) {
	provider, err := oidc.NewProvider(r.outside(ctx), r.Issuer)
	if err != nil {
		return nil, unanswered("discovery", err)
	}
	d := &discovered{provider: provider}
	if err := provider.Claims(&d.says); err != nil {
		return nil, unanswered("discovery", err)
	}
	return d, d.check(r)
}

var errMetadata = errors.New("the provider's metadata can't be used")

// check refuses what would send browsers or requests where they don't belong.
func (d *discovered) check(r *relyingParty) error {
	at := d.provider.Endpoint()
	for _, address := range []string{at.AuthURL, at.TokenURL, d.says.JWKS} {
		if !visitable(address, r.policy) {
			return fmt.Errorf("%w: an endpoint isn't an https URL", errMetadata)
		}
	}
	if d.says.EndSession != "" && !visitable(d.says.EndSession, r.policy) {
		return fmt.Errorf("%w: an endpoint isn't an https URL", errMetadata)
	}
	if m := d.says.ChallengeMethod; len(m) > 0 && !slices.Contains(m, "S256") {
		return fmt.Errorf("%w: it knows no PKCE with S256", errMetadata)
	}
	d.keys = newKeySet(d.says.JWKS, r.client, r.clock, d.algorithms())
	return nil
}

// algorithms are those of ours that the provider announces; without an announcement all of ours.
func (d *discovered) algorithms() (list []string) {
	for _, ours := range algorithms {
		if len(d.says.SigningAlgs) == 0 || slices.Contains(d.says.SigningAlgs, string(ours)) {
			list = append(list, string(ours))
		}
	}
	return list
}

// oauth is how the code is asked for and exchanged.
func (r *relyingParty) oauth(d *discovered, redirect string) *oauth2.Config {
	at := d.provider.Endpoint()
	at.AuthStyle = oauth2.AuthStyleInHeader // client_secret_basic is the default of RFC 8414
	if len(d.says.TokenAuth) > 0 && !slices.Contains(d.says.TokenAuth, "client_secret_basic") {
		at.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{ClientID: r.ClientID, ClientSecret: r.secret.Reveal(), Endpoint: at, RedirectURL: redirect, Scopes: r.Scopes}
}

// unanswered is that a provider failed. What it wrote is left out: it may be anything.
func unanswered(what string, err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return fmt.Errorf("%s: the provider answered %d", what, refused.Response.StatusCode)
	}
	text := err.Error()
	return fmt.Errorf("%s: %.200s", what, text)
}
