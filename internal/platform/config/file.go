package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const maxFile = 1 << 20

// File is the path of a configuration file: one JSON object whose keys are names of flags.
type File string

// BeforeResolve reads the file, so that its values stand between environment and defaults.
func (File) BeforeResolve(app *kong.Kong, ctx *kong.Context, trace *kong.Path) error {
	path, _ := ctx.FlagValue(trace.Flag).(File)
	if path == "" {
		return nil
	}
	values, err := readFile(string(path), flagsOf(app))
	if err != nil {
		return fmt.Errorf("--%s: the configuration file %s: %w", trace.Flag.Name, path, err)
	}
	ctx.AddResolver(values)
	return nil
}

// fileValues are the file's settings as the texts that their flags would have.
type fileValues map[string]string

func readFile(path string, known map[string]*kong.Flag) (fileValues, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names his own file
	if err != nil {
		return nil, reason(err)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, reason(err)
	}
	if len(content) > maxFile {
		return nil, fmt.Errorf("is over %d bytes", maxFile)
	}
	return parseFile(content, known)
}

// reason leaves out the path, which the line names already.
func reason(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func parseFile(content []byte, known map[string]*kong.Flag) (fileValues, error) {
	var raw map[string]jsontext.Value
	if err := json.Unmarshal(content, &raw); err != nil {
		return nil, syntaxReason(err)
	}
	values := make(fileValues, len(raw))
	for key, value := range raw {
		if flag, ok := known[key]; !ok || len(flag.Envs) == 0 || key == "config" {
			return nil, fmt.Errorf("unknown key %q%s", key, suggestion(key, known))
		}
		text, err := asText(value)
		if err != nil {
			return nil, fmt.Errorf("the key %q %w", key, err)
		}
		values[key] = text
	}
	return values, nil
}

// syntaxReason keeps where the mistake is and drops what stands there: it may be a secret.
func syntaxReason(err error) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return fmt.Errorf("the key %q is given twice", syntax.JSONPointer.LastToken())
		}
		return fmt.Errorf("is not valid JSON after byte %d", syntax.ByteOffset)
	}
	return errors.New("must be one JSON object")
}

func suggestion(key string, known map[string]*kong.Flag) string {
	likely := strings.ToLower(strings.ReplaceAll(key, "_", "-"))
	if _, ok := known[likely]; ok && likely != key {
		return fmt.Sprintf(", did you mean %q?", likely)
	}
	return ""
}

var errValue = errors.New("must be a text, a number, true or false, or a list of texts")

func asText(value jsontext.Value) (string, error) {
	kind := value.Kind()
	if kind == jsontext.KindString {
		var text string
		err := json.Unmarshal(value, &text)
		return text, err
	}
	if kind == jsontext.KindNumber || kind == jsontext.KindTrue || kind == jsontext.KindFalse {
		return value.String(), nil
	}
	var list []string
	if kind != jsontext.KindBeginArray || json.Unmarshal(value, &list) != nil || strings.Contains(strings.Join(list, ""), ",") {
		return "", errValue
	}
	return strings.Join(list, ","), nil
}

// Validate implements kong.Resolver; parseFile has refused unknown keys already.
func (fileValues) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver. kong would let the file win over the environment.
func (v fileValues) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	text, given := v[flag.Name]
	if !given || envSet(flag) {
		return nil, nil //nolint:nilnil // kong's way to say: nothing here
	}
	return text, nil
}

func envSet(flag *kong.Flag) bool {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return true
		}
	}
	return false
}
