package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
)

// folder writes each mail as one .eml file, for development and tests.
type folder struct {
	dir     string
	compose composer
	count   atomic.Uint64
}

func openFolder(dir string, c composer) (Sender, error) {
	if dir == "" {
		return nil, errURL
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the mail folder: %w", err)
	}
	return &folder{dir: dir, compose: c}, nil
}

// Send lets the file appear whole: whoever watches for *.eml never reads half of one.
func (f *folder) Send(ctx context.Context, message Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	raw, err := f.compose.render(message, true)
	if err != nil {
		return err
	}
	name := f.name()
	temporary := filepath.Join(f.dir, "."+name+".tmp")
	if err := writeWhole(temporary, raw); err != nil {
		return fmt.Errorf("writing a mail: %w", err)
	}
	if err := os.Rename(temporary, filepath.Join(f.dir, name)); err != nil {
		return fmt.Errorf("writing a mail: %w", errors.Join(err, os.Remove(temporary)))
	}
	return nil
}

// name sorts by time, then by order within this process; the random end keeps two processes apart.
func (f *folder) name() string {
	at := f.compose.clock.Now().Format("20060102T150405.000000Z")
	return fmt.Sprintf("%s-%08d-%s.eml", at, f.count.Add(1), rand.Text()[:8])
}

func writeWhole(path string, content []byte) error {
	//nolint:gosec // the operator's own folder and a generated name
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
