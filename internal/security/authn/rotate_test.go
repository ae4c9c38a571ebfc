package authn_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/db/dbtest"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/authn"
)

// node loads the keys as a node of the installation does when it starts.
func (d *door) node(t *testing.T, algorithm string) (*authn.Keys, *authn.Tokens) {
	t.Helper()
	sealer, err := token.NewSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := authn.LoadKeys(t.Context(), d.db, sealer, d.clock, algorithm)
	if err != nil {
		t.Fatal(err)
	}
	return keys, authn.NewTokens(keys, d.clock, issuer)
}

func (d *door) rotate(t *testing.T, keys *authn.Keys) (made authn.SigningKey, err error) {
	t.Helper()
	fresh, err := keys.Make("")
	if err != nil {
		t.Fatal(err)
	}
	err = d.db.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		made, err = keys.Rotate(t.Context(), tx, fresh, d.clock.Now())
		return err
	})
	return made, err
}

func (d *door) revoke(t *testing.T, keys *authn.Keys, kid string) error {
	t.Helper()
	fresh, err := keys.Make("")
	if err != nil {
		t.Fatal(err)
	}
	return d.db.Update(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		return keys.Revoke(t.Context(), tx, kid, fresh, d.clock.Now())
	})
}

func (d *door) token(t *testing.T, tokens *authn.Tokens) (text, kid string) {
	t.Helper()
	text, err := tokens.Issue(d.user, d.session, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := tokens.Verify(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return text, p.Key
}

func reload(t *testing.T, nodes ...*authn.Keys) {
	t.Helper()
	for _, keys := range nodes {
		if err := keys.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func published(keys *authn.Keys) (kids string) {
	for _, k := range keys.JWKS().Keys {
		kids += k.KeyID + " "
	}
	return kids
}

// TestANewKeyIsKnownBeforeItSigns: it is published at once and signs when nobody can
// have an older list of keys; the old one is believed until its last token has ended.
func TestANewKeyIsKnownBeforeItSigns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := newDoor(t, config)
		here, signing := d.node(t, "")
		there, checking := d.node(t, "")
		_, first := d.token(t, signing)
		made, err := d.rotate(t, here)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.rotate(t, here); problem.CodeOf(err) != problem.CodeConflict {
			t.Errorf("a second rotation while the first waits: %v", err)
		}
		reload(t, here, there)
		if list := published(there); !strings.Contains(list, first) || !strings.Contains(list, made.ID) {
			t.Errorf("published are %s", list)
		}
		if wait := made.SignsFrom.Sub(d.clock.Now()); wait <= authn.KeysMaxAge {
			t.Errorf("the key signs after %v, while older lists may still be kept", wait)
		}
		d.clock.Advance(made.SignsFrom.Sub(d.clock.Now()) - time.Microsecond)
		last, kid := d.token(t, signing)
		if kid != first {
			t.Error("the new key signs early")
		}
		d.clock.Advance(time.Microsecond)
		if _, kid = d.token(t, signing); kid != made.ID {
			t.Error("the new key doesn't sign on time")
		}
		d.clock.Advance(authn.AccessTokenLife - time.Second - time.Microsecond)
		if err := here.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		reload(t, there)
		if _, err := checking.Verify(t.Context(), last); err != nil {
			t.Errorf("the old key's last token: %v", err)
		}
		d.clock.Advance(2 * authn.AccessTokenLife)
		if err := here.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		if list := published(here); list != made.ID+" " {
			t.Errorf("in the end there is %s", list)
		}
	})
}

// TestARevokedKeyIsBelievedNowhere: at once, on a node that hasn't heard of it and
// remembers the token; and the next key signs at once, since there is no other.
func TestARevokedKeyIsBelievedNowhere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := newDoor(t, config)
		here, signing := d.node(t, "")
		there, checking := d.node(t, "")
		text, kid := d.token(t, signing)
		p, err := checking.Verify(t.Context(), text)
		if err != nil || !d.standing(t, p).Active {
			t.Fatalf("%v", err)
		}
		if err := d.revoke(t, here, kid); err != nil {
			t.Fatal(err)
		}
		p, err = checking.Verify(t.Context(), text) // it hasn't heard of it
		if err != nil || checking.Remembered() != 1 {
			t.Fatalf("the token should be remembered: %v", err)
		}
		if s := d.standing(t, p); s.Active || !strings.Contains(s.Reason, "key") {
			t.Errorf("a remembered token of a revoked key goes on: %+v", s)
		}
		reload(t, here, there)
		if _, err := checking.Verify(t.Context(), text); err == nil || checking.Remembered() != 0 {
			t.Error("a node that has heard of it still remembers the token")
		}
		if _, next := d.token(t, signing); next == kid || strings.Contains(published(there), kid) {
			t.Error("a revoked key signs or is published")
		}
		for _, unknown := range []string{kid, "none", ""} {
			if err := d.revoke(t, here, unknown); problem.CodeOf(err) != problem.CodeNotFound {
				t.Errorf("revoking %q: %v", unknown, err)
			}
		}
	})
}

// TestRevokingWhileAKeyWaits: whichever of the two is revoked, one signs, and another follows.
func TestRevokingWhileAKeyWaits(t *testing.T) {
	t.Parallel()
	for name, theOld := range map[string]bool{"the one that signs": true, "the one that waits": false} {
		d := newDoor(t, dbtest.Config(t, db.SQLite))
		keys, tokens := d.node(t, "")
		_, old := d.token(t, tokens)
		made, err := d.rotate(t, keys)
		if err != nil {
			t.Fatal(err)
		}
		gone, left := made.ID, old
		if theOld {
			gone, left = old, made.ID
		}
		if err := d.revoke(t, keys, gone); err != nil {
			t.Fatal(err)
		}
		reload(t, keys)
		if _, kid := d.token(t, tokens); kid != left {
			t.Errorf("%s: now %s signs, not %s", name, kid, left)
		}
		for range 40 { // no key is ever missing
			d.clock.Advance(time.Minute)
			if err := keys.Forget(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, kid := d.token(t, tokens); kid == gone {
				t.Errorf("%s: the revoked key signs", name)
			}
		}
	}
}

// TestAKeyMadeElsewhereIsFound: by the first token that it has signed, without waiting.
func TestAKeyMadeElsewhereIsFound(t *testing.T) {
	t.Parallel()
	d := newDoor(t, dbtest.Config(t, db.SQLite))
	here, signing := d.node(t, "")
	_, checking := d.node(t, "")
	_, kid := d.token(t, signing)
	d.clock.Advance(time.Minute)
	if err := d.revoke(t, here, kid); err != nil {
		t.Fatal(err)
	}
	reload(t, here)
	text, _ := d.token(t, signing)
	if _, err := checking.Verify(t.Context(), text); err != nil {
		t.Errorf("the new key isn't looked for: %v", err)
	}
	if err := d.revoke(t, here, here.List()[1].ID); err != nil {
		t.Fatal(err)
	}
	reload(t, here)
	text, _ = d.token(t, signing)
	if _, err := checking.Verify(t.Context(), text); err == nil {
		t.Error("unknown keys have the database asked without limit")
	}
	d.clock.Advance(time.Second)
	if _, err := checking.Verify(t.Context(), text); err != nil {
		t.Errorf("a second later: %v", err)
	}
}

// TestEveryAlgorithmSigns: chosen by the setting; a change of it makes a key that
// follows the one before, and a symmetric key is told nobody.
//
// ASVS: 11.2.2 11.2.3
func TestEveryAlgorithmSigns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, config db.Config) {
		d := newDoor(t, config)
		var before string
		for n, algorithm := range append(authn.Algorithms, authn.Algorithms[0]) {
			keys, tokens := d.node(t, algorithm)
			if n > 0 {
				if old, _ := d.token(t, tokens); algorithmOf(t, old) != before {
					t.Errorf("%s signs before it is known", algorithm)
				}
				d.clock.Advance(authn.KeysMaxAge + time.Minute)
			}
			text, kid := d.token(t, tokens)
			if got := algorithmOf(t, text); got != algorithm {
				t.Errorf("%s: signed with %s", algorithm, got)
			}
			list, err := json.Marshal(keys.JWKS())
			if err != nil || strings.Contains(string(list), kid) == (algorithm == "HS256") || strings.Contains(string(list), `"oct"`) || strings.Contains(string(list), `"d":`) {
				t.Errorf("%s: published are %s", algorithm, list)
			}
			if _, same := d.node(t, ""); algorithmOf(t, first(d.token(t, same))) != algorithm {
				t.Error("a command without the setting changes it")
			}
			before = algorithm
		}
	})
}

func first(text, _ string) string { return text }

func algorithmOf(t *testing.T, text string) string {
	t.Helper()
	raw, err := b64.DecodeString(strings.Split(text, ".")[0])
	if err != nil {
		t.Fatal(err)
	}
	var h struct{ Alg string }
	if err := json.Unmarshal(raw, &h); err != nil {
		t.Fatal(err)
	}
	return h.Alg
}
