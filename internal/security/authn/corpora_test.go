package authn_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
		Public, Private json.RawMessage
		Tests           []struct {
			TCID    int `json:"tcId"`
			Comment string
			JWS     json.RawMessage
			Result  string
		}
	}
}

// jwks is one key or a set of them.
type jwks struct {
	Keys []json.RawMessage
}

// TestWycheproofTokens: what other implementations got wrong, with the keys of our
// algorithms: no invalid token opens, and every valid one in compact form does.
//
// ASVS: 9.1.1 9.1.2 11.2.1
func TestWycheproofTokens(t *testing.T) {
	t.Parallel()
	opened := map[string]int{}
	refused := 0
	for _, name := range []string{"json_web_signature", "json_web_key", "json_web_crypto"} {
		var suite wycheproof
		corpus(t, "wycheproof/"+name+"_test.json", &suite)
		for _, group := range suite.TestGroups {
			tokens, algorithms := tokensOf(group.Public, group.Private)
			for _, c := range group.Tests {
				text, compact := compactText(c.JWS)
				_, err := tokens.Open(text)
				ours := compact && slices.Contains(algorithms, algorithmSaid(text))
				switch {
				case err == nil && c.Result == "valid":
					opened[algorithmSaid(text)]++
				case exceptions[c.Comment] != "":
				case err == nil:
					t.Errorf("%s %d %s: accepted", name, c.TCID, c.Comment)
				case err != nil && c.Result == "valid" && ours:
					t.Errorf("%s %d %s: refused: %v", name, c.TCID, c.Comment, err)
				default:
					refused++
				}
			}
		}
	}
	if opened["ES256"] < 3 || opened["RS256"] < 10 || opened["HS256"] < 10 || refused < 400 {
		t.Errorf("only %v opened and %d refused: is it the same suite?", opened, refused)
	}
	t.Logf("opened %v, refused %d", opened, refused)
}

// exceptions are verdicts of the suite that aren't about tokens of ours.
var exceptions = map[string]string{
	"rejectWrongUse":                    "our keys are made here and taken from no JWK",
	"rejectWrongKeyOps":                 "our keys are made here and taken from no JWK",
	"rejectsKeyWithRocaVulnerability":   "our keys are made here and taken from no JWK",
	"rejectsValid":                      "each key has its algorithm: a set of both kinds leaves nothing open",
	"invalidBase64Padding":              "the text is that of a valid test, to the letter",
	"invalidBase64PaddingInPayload":     "the text is that of a valid test, to the letter",
	"InvalidCharacterInsertedInPayload": "called valid by the suite, though it isn't base64: a token has one form",
	"InvalidCharacterInsertedInHeader":  "called valid by the suite, though it isn't base64: a token has one form",
}

// tokensOf returns Tokens that know the group's keys, as far as they are of our algorithms.
func tokensOf(public, private json.RawMessage) (*authn.Tokens, []string) {
	source := public
	if len(source) == 0 {
		source = private // a symmetric key
	}
	var set jwks
	if err := json.Unmarshal(source, &set); err != nil || len(set.Keys) == 0 {
		set.Keys = []json.RawMessage{source}
	}
	known := authn.PublicKeys{}
	var algorithms []string
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		var says struct{ Alg, Use, Kid string }
		if json.Unmarshal(raw, &key) != nil || json.Unmarshal(raw, &says) != nil || says.Use == "enc" {
			continue
		}
		if known.Add(says.Kid, jose.SignatureAlgorithm(says.Alg), key.Key) == nil {
			algorithms = append(algorithms, says.Alg)
		}
	}
	return known.Tokens(), algorithms
}

// compactText is a token as it stands in a header, whatever serialisation it is in.
func compactText(raw json.RawMessage) (text string, compact bool) {
	if json.Unmarshal(raw, &text) == nil {
		return text, true
	}
	return string(raw), false
}

func algorithmSaid(text string) string {
	raw, _ := b64.DecodeString(strings.Split(text, ".")[0])
	var h struct{ Alg string }
	_ = json.Unmarshal(raw, &h)
	return h.Alg
}

// TestWycheproofSignatures: the primitives below, with the checks that stand above
// them: a signature of ES256 has 64 bytes (RFC 7518 section 3.4).
//
// ASVS: 11.2.1
func TestWycheproofSignatures(t *testing.T) {
	t.Parallel()
	checks := map[string]func(g rawGroup, c rawCase) bool{
		"ecdsa_secp256r1_sha256_p1363": func(g rawGroup, c rawCase) bool {
			sum := sha256.Sum256(unhex(c.Msg))
			sig := unhex(c.Sig)
			public, ok := parsed(g).(*ecdsa.PublicKey)
			return ok && len(sig) == 64 && ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
		},
		"ecdsa_secp256r1_sha256": func(g rawGroup, c rawCase) bool {
			sum := sha256.Sum256(unhex(c.Msg))
			public, ok := parsed(g).(*ecdsa.PublicKey)
			return ok && ecdsa.VerifyASN1(public, sum[:], unhex(c.Sig))
		},
		"ed25519": func(g rawGroup, c rawCase) bool {
			public, ok := parsed(g).(ed25519.PublicKey)
			return ok && ed25519.Verify(public, unhex(c.Msg), unhex(c.Sig))
		},
		"rsa_signature_2048_sha256": func(g rawGroup, c rawCase) bool {
			sum := sha256.Sum256(unhex(c.Msg))
			public, ok := parsed(g).(*rsa.PublicKey)
			return ok && rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], unhex(c.Sig)) == nil
		},
		"hmac_sha256": func(g rawGroup, c rawCase) bool {
			mac := hmac.New(sha256.New, unhex(c.Key))
			mac.Write(unhex(c.Msg))
			return hmac.Equal(mac.Sum(nil)[:g.TagSize/8], unhex(c.Tag))
		},
	}
	for name, check := range checks {
		var suite struct{ TestGroups []rawGroup }
		corpus(t, "wycheproof/"+name+"_test.json", &suite)
		seen := 0
		for _, g := range suite.TestGroups {
			for _, c := range g.Tests {
				seen++
				if got := check(g, c); got != (c.Result == "valid") && c.Result != "acceptable" {
					t.Errorf("%s %d %s: accepted is %v", name, c.TCID, c.Comment, got)
				}
			}
		}
		if seen < 100 {
			t.Errorf("%s: only %d cases: is it the same suite?", name, seen)
		}
	}
}

type rawGroup struct {
	PublicKeyDer string
	TagSize      int
	Tests        []rawCase
}

type rawCase struct {
	TCID                                int `json:"tcId"`
	Comment, Key, Msg, Sig, Tag, Result string
}

func parsed(g rawGroup) any {
	key, err := x509.ParsePKIXPublicKey(unhex(g.PublicKeyDer))
	if err != nil {
		return nil
	}
	return key
}

func unhex(text string) []byte {
	raw, _ := hex.DecodeString(text)
	return raw
}

// TestCookbookTokens: the examples of RFC 7515, RFC 7520, RFC 7797 and RFC 8037, with
// their own keys: those of our algorithms in compact form open, and no others.
//
// ASVS: 9.1.1 9.1.2
func TestCookbookTokens(t *testing.T) {
	t.Parallel()
	for file, opens := range map[string]bool{
		"jws/4_1.rsa_v15_signature": true, "jws/4_2.rsa-pss_signature": false, "jws/4_3.ecdsa_signature": false,
		"jws/4_4.hmac-sha2_integrity_protection": true, "jws/4_5.signature_with_detached_content": false,
		"jws/4_6.protecting_specific_header_fields": false, "jws/4_7.protecting_content_only": false, "jws/4_8.multiple_signatures": false,
		"curve25519/jws": true, "rfc7797/hmac-sha2_b64_false": false, "rfc7797/4.2.hmac-sha2_b64_false": false,
	} {
		var example struct {
			Input struct {
				Key json.RawMessage
				Alg json.RawMessage
			}
			Output map[string]json.RawMessage
		}
		corpus(t, "jose/rfc7520-cookbook/"+file+".json", &example)
		var key jose.JSONWebKey
		known := authn.PublicKeys{}
		if algorithm, one := compactText(example.Input.Alg); one && json.Unmarshal(example.Input.Key, &key) == nil {
			_ = known.Add(key.KeyID, jose.SignatureAlgorithm(algorithm), public(key))
		}
		for form, raw := range example.Output {
			text, _ := compactText(raw)
			if _, err := known.Tokens().Open(text); (err == nil) != (opens && form == "compact") {
				t.Errorf("%s, %s: %v", file, form, err)
			}
		}
	}
}

func public(key jose.JSONWebKey) any {
	if secret, ok := key.Key.([]byte); ok {
		return secret
	}
	return key.Public().Key
}

// TestPublishedTokensOpenWithTheirOwnKeys: and with ours they don't.
//
// ASVS: 9.1.1 9.2.2
func TestPublishedTokensOpenWithTheirOwnKeys(t *testing.T) {
	t.Parallel()
	var vectors struct {
		JWS []struct {
			Token, Ref, Alg string
			Valid           bool
			JWK             json.RawMessage
		}
	}
	corpus(t, "jose/rfc-vectors.json", &vectors)
	s := newSigner(t)
	for _, v := range vectors.JWS {
		if _, err := s.tokens.Verify(t.Context(), v.Token); err == nil {
			t.Errorf("%s: accepted", v.Ref)
		}
		var key jose.JSONWebKey
		known := authn.PublicKeys{}
		ours := json.Unmarshal(v.JWK, &key) == nil && known.Add(key.KeyID, jose.SignatureAlgorithm(v.Alg), public(key)) == nil
		if _, err := known.Tokens().Open(v.Token); (err == nil) != (ours && v.Valid && !strings.Contains(v.Ref, "b64=false")) {
			t.Errorf("%s, %s: %v", v.Ref, v.Alg, err)
		}
	}
	if len(vectors.JWS) == 0 {
		t.Error("the corpus has no tokens")
	}
}
