package secret_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"taskflow/internal/platform/secret"
)

func TestKeyFileIsMadeOnceForAll(t *testing.T) {
	t.Parallel()
	for range 50 {
		path := filepath.Join(t.TempDir(), "cursor.key")
		keys := loadTogether(t, path, 20)
		for _, key := range keys {
			if len(key) != 32 || !bytes.Equal(key, keys[0]) {
				t.Fatal("two starts at once got different keys")
			}
		}
		onlyKeyFile(t, path)
	}
}

func loadTogether(t *testing.T, path string, n int) [][]byte {
	t.Helper()
	keys := make([][]byte, n)
	var together sync.WaitGroup
	barrier := make(chan struct{})
	for i := range keys {
		together.Go(func() {
			<-barrier
			key, err := secret.LoadOrCreate(path, 32)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	close(barrier)
	together.Wait()
	return keys
}

func onlyKeyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Fatalf("want the key file and nothing else, have %v (%v)", entries, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v), want 0600", info.Mode(), err)
	}
}

func TestKeyFileIsNeverReplaced(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content string
		mode    os.FileMode
	}{
		"cut off":         {"short", 0o600},
		"empty":           {"", 0o600},
		"too long":        {string(make([]byte, 33)), 0o600},
		"others may read": {string(make([]byte, 32)), 0o640},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "k")
			if err := os.WriteFile(path, []byte(c.content), c.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := secret.LoadOrCreate(path, 32); err == nil {
				t.Error("accepted")
			}
			if now, err := os.ReadFile(path); err != nil || string(now) != c.content {
				t.Error("the file was changed")
			}
		})
	}
}
