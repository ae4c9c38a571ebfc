package config

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// Parser reads the command line, the environment and the configuration file.
type Parser struct{ app *kong.Kong }

// New returns a Parser of the commands in cli, a pointer to a struct for kong.
func New(cli any, options ...kong.Option) (*Parser, error) {
	options = append([]kong.Option{kong.Name("taskflow"), kong.Description("A task manager for teams.")}, options...)
	app, err := kong.New(cli, options...)
	if err != nil {
		return nil, fmt.Errorf("building the command line: %w", err)
	}
	return &Parser{app: app}, nil
}

// Kong is the parser beneath, for its Exit and its writers.
func (p *Parser) Kong() *kong.Kong { return p.app }

// Parse returns the chosen command with its settings. Every error is one line.
func (p *Parser) Parse(args []string) (*kong.Context, error) {
	ctx, err := p.app.Parse(args)
	if err != nil {
		return nil, p.oneLine(err)
	}
	if err := repeated(ctx); err != nil {
		return nil, err
	}
	// Commands without settings, such as version, work in any environment.
	if _, takes := flagsOfNode(ctx.Selected())["config"]; takes {
		if err := unknownVariables(os.Environ(), flagsOf(p.app)); err != nil {
			return nil, err
		}
	}
	return ctx, nil
}

// repeated refuses a flag given twice: one of the two values would be ignored without a word.
func repeated(ctx *kong.Context) error {
	seen := map[*kong.Flag]bool{}
	for _, step := range ctx.Path {
		if step.Flag == nil || step.Resolved || step.Flag.IsCumulative() {
			continue
		}
		if seen[step.Flag] {
			return fmt.Errorf("--%s is given twice", step.Flag.Name)
		}
		seen[step.Flag] = true
	}
	return nil
}

func flagsOf(app *kong.Kong) map[string]*kong.Flag { return flagsOfNode(app.Model.Node) }

func flagsOfNode(node *kong.Node) map[string]*kong.Flag {
	flags := map[string]*kong.Flag{}
	if node == nil {
		return flags
	}
	for _, flag := range node.Flags {
		flags[flag.Name] = flag
	}
	for _, child := range node.Children {
		for name, flag := range flagsOfNode(child) {
			flags[name] = flag
		}
	}
	return flags
}

var (
	fromVariable = regexp.MustCompile(` \(from envar (\w+)=.*\)`)
	userinfo     = regexp.MustCompile(`://[^\s"]*@`)
	flagInLine   = regexp.MustCompile(`^(?:[a-z ]+: )?--([a-z-]+)(?:=\S+)?(:| must)`)
)

// oneLine names the environment variable beside the flag and leaves out what may be a
// secret: kong quotes the variable's value and unexpected arguments.
func (p *Parser) oneLine(err error) error {
	line := strings.Join(strings.Fields(err.Error()), " ")
	line = fromVariable.ReplaceAllString(line, "")
	line = userinfo.ReplaceAllString(line, "://[secret]@")
	if found := flagInLine.FindStringSubmatchIndex(line); found != nil {
		name := line[found[2]:found[3]]
		if flag, ok := flagsOf(p.app)[name]; ok && len(flag.Envs) > 0 {
			line = "--" + name + " (" + flag.Envs[0] + ")" + line[found[4]:]
		}
	}
	return &lineError{line: strings.TrimPrefix(line, "serve: "), cause: err}
}

type lineError struct {
	line  string
	cause error
}

func (e *lineError) Error() string { return e.line }
func (e *lineError) Unwrap() error { return e.cause }
