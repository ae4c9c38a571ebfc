package board

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
)

// The two columns that GitHub's states become.
const (
	openColumn   = "open"
	closedColumn = "closed"
)

// github gathers issues from a list or from a stream of webhook payloads, in which one issue may come many times.
type github struct {
	*reader
	data       []byte
	board      Board
	issues     map[string]*issue
	order      []string
	comments   map[string]map[string]datedComment // by issue, by comment
	said       int
	deleted    index // issues and comments that a later event deleted
	labels     index
	members    index
	logins     map[string]string // as GitHub writes them, by member
	milestones index
	repos      []string
	values     int
	recognised int
}

// ParseGitHub reads issues as GitHub's REST API and the gh tool list them (an array), webhook payloads (an object or
// an array of them), and either of the two as one JSON object a line.
func ParseGitHub(ctx context.Context, data []byte, limits Limits) (*Board, *Ledger, error) {
	r, err := open(ctx, data, limits)
	if err != nil {
		return nil, nil, err
	}
	g := &github{reader: r, data: bytes.TrimPrefix(data, bomUTF8), board: Board{Source: GitHub}, issues: map[string]*issue{},
		comments: map[string]map[string]datedComment{}, deleted: index{}, labels: index{}, members: index{}, logins: map[string]string{}, milestones: index{}}
	if err := g.document(); err != nil {
		return nil, nil, err
	}
	if g.values > 0 && g.recognised == 0 {
		return nil, nil, refuse("", "there is no GitHub issue in this file")
	}
	return g.assemble()
}

func (g *github) document() error {
	switch g.dec.PeekKind() {
	case '[':
		if _, err := g.array(g.limits.Actions, g.value); err != nil {
			return err
		}
		return g.end()
	case '{':
		return g.lines()
	case 0:
		return g.skip()
	}
	return refuse("", "expected an array of issues or an object, found "+kindName(g.dec.PeekKind()))
}

// lines reads one object a line. Objects that follow each other without a line break are a broken file.
func (g *github) lines() error {
	for i := 0; ; i++ {
		if i == g.limits.Actions {
			return tooMany("", g.limits.Actions)
		}
		if err := g.element(i, g.value); err != nil {
			return err
		}
		rest := g.data[g.dec.InputOffset():]
		after := bytes.TrimLeft(rest, " \t\r\n")
		if len(after) == 0 {
			return nil
		}
		gap := rest[:len(rest)-len(after)]
		if after[0] != '{' || !bytes.ContainsRune(gap, '\n') {
			return malformed("", fmt.Sprintf("something follows the board at byte %d", g.dec.InputOffset()), nil)
		}
	}
}

// event is a webhook payload; one that holds an issue's own members is an issue of a list.
type event struct {
	action     string
	issue      *issue
	self       issue
	comment    *datedComment
	definition bool // a label or milestone of its own
	repo       string
}

func (g *github) value(int) error {
	g.values++
	var e event
	ok, err := g.object(func(name string) error { return g.eventMember(&e, name) })
	if err != nil || !ok {
		return err
	}
	switch {
	case e.issue != nil:
	case e.self.titled && (e.self.SourceID != "" || e.self.number != 0):
		e.issue = &e.self
	case e.definition:
		g.seeRepo(e.repo)
		g.recognised++
		return nil
	default:
		g.ledger.Add(Entry{Severity: Lost, Kind: "not_an_issue", Where: g.where(), Reason: "this is neither an issue nor an event of one"})
		return nil
	}
	g.recognised++
	return g.keep(e)
}

func (g *github) eventMember(e *event, name string) error {
	switch name {
	case "action":
		return g.text(&e.action)
	case "issue":
		e.issue = &issue{}
		ok, err := g.object(func(name string) error { return g.issueMember(e.issue, name) })
		if !ok {
			e.issue = nil
		}
		return err
	case "comment":
		c, ok, err := g.comment()
		if ok {
			e.comment = &c
		}
		return err
	case "label":
		l, err := g.label()
		e.definition = e.definition || l != ""
		return err
	case "repository":
		return g.repository(e)
	case "milestone":
		err := g.milestone(&e.self)
		e.definition = e.definition || e.self.milestone != ""
		return err
	}
	return g.issueMember(&e.self, name)
}

func (g *github) repository(e *event) error {
	_, err := g.object(func(name string) error {
		switch name {
		case "full_name":
			return g.text(&e.repo)
		case "description":
			if g.board.Description == "" {
				return g.text(&g.board.Description)
			}
			return g.skip() // each payload repeats it
		case "html_url":
			if g.board.URL == "" {
				return g.text(&g.board.URL)
			}
			return g.skip() // each payload repeats it
		}
		return g.drop()
	})
	return err
}

// keep merges one sighting of an issue: the latest state wins, comments add up.
func (g *github) keep(e event) error {
	i := e.issue
	i.identify(e.repo)
	g.seeRepo(i.repo)
	if g.anonymous(i.SourceID, "issue", i.Title) {
		return nil
	}
	if e.action == "deleted" {
		g.delete(e)
	}
	for _, c := range append(i.said, deref(e.comment)...) {
		if err := g.say(i.SourceID, c); err != nil {
			return err
		}
	}
	i.said = nil
	known := g.issues[i.SourceID]
	if known == nil {
		if len(g.order) == g.limits.Cards {
			return tooMany("issues", g.limits.Cards)
		}
		g.order = append(g.order, i.SourceID)
	}
	if known == nil || !instantOf(i.updated).Before(instantOf(known.updated)) {
		g.issues[i.SourceID] = i
	}
	return nil
}

func (g *github) seeRepo(name string) {
	if name != "" && !slices.Contains(g.repos, name) && len(g.repos) < 100 {
		g.repos = append(g.repos, name)
	}
}

func (g *github) delete(e event) {
	if e.comment == nil {
		g.deleted["issue "+e.issue.SourceID] = true
		return
	}
	g.deleted["comment "+e.comment.SourceID] = true
}

func deref(c *datedComment) []datedComment {
	if c == nil {
		return nil
	}
	return []datedComment{*c}
}

func (g *github) say(issue string, c datedComment) error {
	all := g.comments[issue]
	if all == nil {
		all = map[string]datedComment{}
		g.comments[issue] = all
	}
	known, repeated := all[c.SourceID]
	if !repeated {
		if g.said++; g.said > g.limits.Actions {
			return tooMany("comments", g.limits.Actions)
		}
	}
	if !repeated || !instantOf(c.updated).Before(instantOf(known.updated)) {
		all[c.SourceID] = c
	}
	return nil
}

// repoOf finds owner/name in one of the addresses that every issue carries.
func repoOf(address string) string {
	for _, prefix := range []string{"https://api.github.com/repos/", "https://github.com/"} {
		if rest, found := strings.CutPrefix(address, prefix); found {
			if parts := strings.SplitN(rest, "/", 3); len(parts) >= 2 && parts[0] != "" && parts[1] != "" {
				return parts[0] + "/" + parts[1]
			}
		}
	}
	return ""
}
