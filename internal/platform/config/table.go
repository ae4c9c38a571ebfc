package config

import (
	"fmt"
	"reflect"
	"strings"

	"taskflow/internal/platform/secret"
)

// Row is one setting, for the operators' guide.
type Row struct {
	Flag    string // with its dashes
	Env     string
	Default string
	Help    string
	Secret  bool // its value is never shown
}

// Table lists every setting of the server, in the order of the structs.
func Table() []Row {
	var grammar struct {
		Serve `embed:""`
	}
	parser, err := New(&grammar)
	if err != nil {
		panic("config: the settings' tags: " + err.Error())
	}
	var rows []Row
	for _, flag := range parser.app.Model.Flags {
		if len(flag.Envs) == 0 {
			continue
		}
		rows = append(rows, Row{
			Flag: "--" + flag.Name, Env: flag.Envs[0], Default: flag.Default, Help: flag.Help,
			Secret: isSecret(flag.Target.Type()),
		})
	}
	return rows
}

func isSecret(t reflect.Type) bool {
	return t == reflect.TypeFor[secret.Secret]() || t == reflect.TypeFor[MailURL]()
}

// Markdown writes the table for the operators' guide.
func Markdown(rows []Row) string {
	var out strings.Builder
	out.WriteString("| flag | environment | default | what it does |\n|---|---|---|---|\n")
	for _, row := range rows {
		value := ""
		if row.Default != "" {
			value = "`" + row.Default + "`"
		}
		fmt.Fprintf(&out, "| `%s` | `%s` | %s | %s |\n", row.Flag, row.Env, value, strings.ReplaceAll(row.Help, "|", `\|`))
	}
	return out.String()
}
