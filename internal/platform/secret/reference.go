package secret

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
)

const maxFile = 64 << 10

// resolvers is the one table of reference schemes.
var resolvers = map[string]func(rest string) (string, error){
	"file": fromFile,
	"env":  fromEnv,
}

// Resolve reads a setting: file:PATH and env:NAME are looked up, anything else is the
// value itself, so that postgres://… stays what it is. Errors never hold a value.
func Resolve(setting string) (Secret, error) {
	scheme, rest, found := strings.Cut(setting, ":")
	resolve, known := resolvers[scheme]
	if !found || !known {
		return New(setting), nil
	}
	value, err := resolve(rest)
	if err != nil {
		return Secret{}, err
	}
	return New(value), nil
}

// Decode implements kong.MapperValue: the only door by which references are resolved.
func (s *Secret) Decode(ctx *kong.DecodeContext) error {
	token, err := ctx.Scan.PopValue("secret")
	if err != nil {
		return err
	}
	setting, ok := token.Value.(string)
	if !ok {
		return errors.New("expected a text")
	}
	*s, err = Resolve(setting)
	return err
}

func fromEnv(name string) (string, error) {
	value := os.Getenv(name)
	if value == "" {
		return "", fmt.Errorf("the environment variable %q is not set", name)
	}
	return value, nil
}

// fromFile reads a secret file and cuts one newline that an editor left at its end.
func fromFile(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names his own file
	if err != nil {
		return "", fmt.Errorf("reading the secret file: %w", err)
	}
	defer func() { _ = file.Close() }()
	if err := checkFile(path, file); err != nil {
		return "", err
	}
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return "", fmt.Errorf("reading the secret file: %w", err)
	}
	return trimmed(path, string(content))
}

func trimmed(path, content string) (string, error) {
	value := strings.TrimSuffix(content, "\n")
	value = strings.TrimSuffix(value, "\r")
	switch {
	case value == "":
		return "", fmt.Errorf("the secret file %s is empty", path)
	case len(content) > maxFile:
		return "", fmt.Errorf("the secret file %s is over %d bytes", path, maxFile)
	case strings.ContainsRune(value, 0):
		return "", fmt.Errorf("the secret file %s holds a NUL byte", path)
	}
	return value, nil
}

// checkFile refuses what everybody on the machine may read or change. Mounts of Kubernetes
// (always symbolic links) and of containers (/run/secrets) are world-readable by
// default inside a file system of their own; there the mode says nothing.
func checkFile(path string, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("reading the secret file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("the secret file %s is not a regular file", path)
	}
	if info.Mode()&0o006 != 0 && !mounted(path) {
		return fmt.Errorf("the secret file %s is open to everybody on this machine: chmod o-rw it", path)
	}
	return nil
}

func mounted(path string) bool {
	if strings.HasPrefix(filepath.Clean(path), "/run/secrets/") {
		return true
	}
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}
