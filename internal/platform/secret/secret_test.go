package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"taskflow/internal/platform/secret"
)

const hidden = "correct horse battery"

func TestSecretNeverPrints(t *testing.T) {
	t.Parallel()
	s := secret.New(hidden)
	inside := struct {
		private secret.Secret
		Public  *secret.Secret
	}{s, &s}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T"} {
		for _, value := range []any{s, &s, inside, &inside, []secret.Secret{s}, map[string]any{"k": inside}} {
			refuseLeak(t, verb, fmt.Sprintf(verb, value))
		}
	}
	encoded, err := json.Marshal(map[string]any{"a": s, "b": &s, "c": inside, "d": map[secret.Secret]int{s: 1}})
	if err != nil {
		t.Fatal(err)
	}
	refuseLeak(t, "json", string(encoded))
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "a", s, "b", inside)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "a", s, "b", inside, slog.Any("c", &s))
	refuseLeak(t, "slog", log.String())
	refuseLeak(t, "error", fmt.Errorf("failed with %v", s).Error())
}

func refuseLeak(t *testing.T, how, text string) {
	t.Helper()
	if strings.Contains(text, "horse") || strings.Contains(text, fmt.Sprintf("%x", hidden)[:20]) {
		t.Errorf("%s prints the secret: %s", how, text)
	}
}

func TestSecretValue(t *testing.T) {
	t.Parallel()
	s := secret.New(hidden)
	if s.Reveal() != hidden || !s.IsSet() || (secret.Secret{}).IsSet() || secret.New("").IsSet() {
		t.Error("Reveal and IsSet don't agree with what was set")
	}
	if !s.Equal(secret.New(hidden)) || s.Equal(secret.New("other")) || s.Equal(secret.Secret{}) {
		t.Error("Equal is wrong")
	}
}

// A request body that names a file must not be answered with that file.
func TestJSONIsTakenLiterally(t *testing.T) {
	t.Parallel()
	var body struct{ Password secret.Secret }
	if err := json.Unmarshal([]byte(`{"Password":"file:/etc/passwd"}`), &body); err != nil {
		t.Fatal(err)
	}
	if body.Password.Reveal() != "file:/etc/passwd" {
		t.Error("a reference in JSON was resolved")
	}
}
