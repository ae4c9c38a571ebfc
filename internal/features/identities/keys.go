package identities

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/platform/clock"
)

// algorithms are the signatures that are believed. None is symmetric: a client's secret signs nobody in.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256, jose.ES384, jose.EdDSA}

// keysLife is how long keys are believed without being fetched again: one that was withdrawn isn't for ever.
const (
	keysLife = time.Hour
	mostKeys = 50
)

var errSignature = errors.New("the token isn't signed by the provider")

// keySet are the keys of one provider.
type keySet struct {
	url        string
	client     *http.Client
	clock      clock.Clock
	algorithms []jose.SignatureAlgorithm

	mu   sync.Mutex
	keys []jose.JSONWebKey
	at   time.Time // of the latest attempt
	good time.Time // of the latest that succeeded
}

func newKeySet(url string, client *http.Client, c clock.Clock, names []string) *keySet {
	k := &keySet{url: url, client: client, clock: c}
	for _, name := range names {
		k.algorithms = append(k.algorithms, jose.SignatureAlgorithm(name))
	}
	return k
}

// verify returns the payload of a compact JWT of one of the types (RFC 8725 section 3.11).
func (k *keySet) verify(ctx context.Context, text string, types ...string) ([]byte, error) {
	if strings.Count(text, ".") != 2 || strings.ContainsAny(text, "\r\n \t") {
		return nil, fmt.Errorf("%w: it is no compact JWT", errSignature)
	}
	signed, err := jose.ParseSignedCompact(text, k.algorithms)
	if err != nil {
		return nil, fmt.Errorf("%w: %.100s", errSignature, err.Error())
	}
	header := signed.Signatures[0].Protected
	typ, _ := header.ExtraHeaders[jose.HeaderType].(string)
	if !slices.Contains(types, strings.ToLower(strings.TrimPrefix(typ, "application/"))) {
		return nil, fmt.Errorf("%w: it is of another type", errSignature)
	}
	key, err := k.find(ctx, header.KeyID, header.Algorithm)
	if err != nil {
		return nil, err
	}
	payload, err := signed.Verify(key)
	if err != nil {
		return nil, fmt.Errorf("%w: %.100s", errSignature, err.Error())
	}
	return payload, nil
}

// find looks among the keys that are known, and fetches them anew for a kid that isn't
// among them: at most once in a pause, since anybody may write any kid.
func (k *keySet) find(ctx context.Context, kid, algorithm string) (*jose.JSONWebKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock.Now()
	if now.Sub(k.good) >= keysLife {
		k.keys = nil
	}
	if key := one(k.keys, kid, algorithm); key != nil {
		return key, nil
	}
	if !k.at.IsZero() && now.Sub(k.at) < pause {
		return nil, fmt.Errorf("%w: its key is unknown", errSignature)
	}
	keys, err := k.fetch(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	k.at = now
	if err != nil {
		return nil, err
	}
	k.keys, k.good = keys, now
	if key := one(keys, kid, algorithm); key != nil {
		return key, nil
	}
	return nil, fmt.Errorf("%w: its key is unknown", errSignature)
}

// one is the only key that fits; where a token names none and several would fit, none does.
func one(keys []jose.JSONWebKey, kid, algorithm string) (found *jose.JSONWebKey) {
	for i, key := range keys {
		fits := (key.Use == "" || key.Use == "sig") && (key.Algorithm == "" || key.Algorithm == algorithm) && key.IsPublic() && key.Valid()
		if !fits || kid != "" && key.KeyID != kid || !suits(key, algorithm) {
			continue
		}
		if found != nil {
			return nil
		}
		found = &keys[i]
	}
	return found
}

func (k *keySet) fetch(ctx context.Context) ([]jose.JSONWebKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, nil)
	if err != nil {
		return nil, unanswered("keys", err)
	}
	response, err := k.client.Do(request)
	if err != nil {
		return nil, unanswered("keys", err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: keys: answered %d", errProvider, response.StatusCode)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil || len(set.Keys) > mostKeys {
		return nil, fmt.Errorf("%w: the keys can't be read", errProvider)
	}
	return readable(set.Keys), nil
}

// readable leaves out keys of kinds that aren't known here.
func readable(raw []json.RawMessage) (keys []jose.JSONWebKey) {
	for _, text := range raw {
		var key jose.JSONWebKey
		if key.UnmarshalJSON(text) == nil {
			keys = append(keys, key)
		}
	}
	return keys
}
