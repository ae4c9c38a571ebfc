package authn_test

import (
	"crypto/ecdsa"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"taskflow/internal/security/authn"
)

func corpus(t *testing.T, name string, v any) {
	t.Helper()
	folder := os.Getenv("TASKFLOW_CORPORA")
	if folder == "" && os.Getenv("CI") == "true" {
		t.Fatal("TASKFLOW_CORPORA is not set, and in CI it must be")
	}
	if folder == "" {
		t.Skip("TASKFLOW_CORPORA is not set: the corpora aren't there")
	}
	text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatal(err)
	}
}

type wycheproof struct {
	TestGroups []struct {
		Public json.RawMessage
		Tests  []struct {
			TCID    int `json:"tcId"`
			Comment string
			JWS     any
			Result  string
		}
	}
}

// What other implementations got wrong, with our only algorithm's keys: of all
// tests just the valid ones of ES256 may open.
func TestWycheproofSignatures(t *testing.T) {
	t.Parallel()
	var suite wycheproof
	corpus(t, "wycheproof/json_web_signature_test.json", &suite)
	opened, refused := 0, 0
	for _, group := range suite.TestGroups {
		tokens, es256 := tokensOf(t, group.Public)
		if tokens == nil {
			continue
		}
		for _, c := range group.Tests {
			text, compact := c.JWS.(string)
			if !compact {
				continue
			}
			_, err := tokens.Open(text)
			switch {
			case err == nil && c.Result == "valid":
				opened++
			case err == nil && !restrictedKey(c.Comment):
				t.Errorf("%d %s: accepted", c.TCID, c.Comment)
			case err != nil && c.Result == "valid" && es256:
				t.Errorf("%d %s: refused: %v", c.TCID, c.Comment, err)
			default:
				refused++
			}
		}
	}
	if opened < 2 || refused < 30 {
		t.Errorf("only %d opened and %d refused: is it the same suite?", opened, refused)
	}
}

// restrictedKey: tests about the use of a key that we never take from a JWK.
func restrictedKey(comment string) bool {
	return comment == "rejectWrongUse" || comment == "rejectWrongKeyOps"
}

// tokensOf returns Tokens with the group's public key, where it is an EC key on P-256.
func tokensOf(t *testing.T, raw json.RawMessage) (tokens *authn.Tokens, es256 bool) {
	t.Helper()
	var key jose.JSONWebKey
	if len(raw) == 0 || json.Unmarshal(raw, &key) != nil {
		return nil, false
	}
	public, ok := key.Key.(*ecdsa.PublicKey)
	if !ok {
		return nil, false
	}
	return authn.OnlyPublic(key.KeyID, jose.ES256, public), key.Algorithm == "ES256"
}

// The published examples are signed well, by keys and algorithms that aren't ours.
func TestPublishedTokensAreNotOurs(t *testing.T) {
	t.Parallel()
	var vectors struct{ JWS []struct{ Token, Ref string } }
	corpus(t, "jose/rfc-vectors.json", &vectors)
	s := newSigner(t)
	for _, v := range vectors.JWS {
		if _, err := s.tokens.Verify(t.Context(), v.Token); err == nil {
			t.Errorf("%s: accepted", v.Ref)
		}
	}
	if len(vectors.JWS) == 0 {
		t.Error("the corpus has no tokens")
	}
}
