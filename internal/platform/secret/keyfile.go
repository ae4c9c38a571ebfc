package secret

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// LoadOrCreate returns the n random bytes of the key file at path, making it at first use.
//
// The file appears whole or not at all, also after a power cut, and of several
// processes that start at once all get the same key. A file of another length, or
// one that others may read, is refused and never replaced: data may depend on it.
func LoadOrCreate(path string, n int) ([]byte, error) {
	key, err := load(path, n)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := create(path, n); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("making the key file: %w", err)
	}
	return load(path, n)
}

func load(path string, n int) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the path is under the operator's data folder
	if err != nil {
		return nil, fmt.Errorf("reading the key file: %w", err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the key file: %w", err)
	case !info.Mode().IsRegular() || info.Mode()&0o077 != 0:
		return nil, fmt.Errorf("the key file %s must be a regular file of mode 0600", path)
	case info.Size() != int64(n):
		return nil, fmt.Errorf("the key file %s has %d bytes instead of %d", path, info.Size(), n)
	}
	key := make([]byte, n)
	if _, err := io.ReadFull(file, key); err != nil {
		return nil, fmt.Errorf("reading the key file: %w", err)
	}
	return key, nil
}

// create writes beside the path and links the finished file into place: unlike a rename,
// a link fails when somebody else was first.
func create(path string, n int) error {
	dir := filepath.Dir(path)
	temporary := filepath.Join(dir, "."+filepath.Base(path)+"."+rand.Text())
	defer func() { _ = os.Remove(temporary) }()
	if err := writeNew(temporary, n); err != nil {
		return err
	}
	if err := os.Link(temporary, path); err != nil {
		return err
	}
	return syncDir(dir)
}

func writeNew(path string, n int) (err error) {
	//nolint:gosec // the path is under the operator's data folder
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	key := make([]byte, n)
	_, _ = rand.Read(key) // never fails: crypto/rand stops the program instead
	if _, err := file.Write(key); err != nil {
		return err
	}
	return file.Sync()
}

func syncDir(dir string) (err error) {
	handle, err := os.Open(dir) //nolint:gosec // the operator's data folder
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, handle.Close()) }()
	return handle.Sync()
}
