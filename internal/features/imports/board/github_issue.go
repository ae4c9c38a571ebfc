package board

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// issue is one sighting of an issue.
type issue struct {
	Card
	number       float64
	titled       bool
	repo         string
	address      string // of the API, to find the repository by
	state        string
	stateReason  string
	milestone    string
	milestoneDue *time.Time
	assignee     string
	updated      *time.Time
	closed       *time.Time
	commentCount float64
	said         []datedComment
	pull         bool
	locked       bool
	reactions    float64
	parent       bool // of sub-issues
	child        bool
	depends      bool // on other issues, or they on it
}

type datedComment struct {
	Comment
	updated   *time.Time
	reactions bool
}

// identify fills what an issue from the gh tool or an event leaves out.
func (i *issue) identify(repo string) {
	i.repo, _ = clip(cmp.Or(repo, repoOf(i.address), repoOf(i.URL)), maxName)
	if i.SourceID == "" && i.number > 0 {
		i.SourceID, _ = clip(fmt.Sprintf("%s#%.0f", i.repo, i.number), maxSourceID)
	}
}

func (g *github) issueMember(i *issue, name string) error {
	switch name {
	case "id":
		return g.id(&i.SourceID)
	case "number":
		return g.number(&i.number)
	case "title":
		i.titled = true
		return g.text(&i.Title)
	case "body":
		return g.text(&i.Description)
	case "state":
		return g.text(&i.state)
	case "state_reason":
		return g.text(&i.stateReason)
	case "html_url", "url":
		return g.address(i, name)
	case "repository_url":
		return g.text(&i.address)
	case "created_at", "createdAt":
		return g.instant(&i.CreatedAt)
	case "updated_at", "updatedAt":
		return g.instant(&i.updated)
	case "closed_at", "closedAt":
		return g.instant(&i.closed)
	}
	return g.issuePart(i, name)
}

// address prefers the page for people; gh writes it as url, where REST has the API's own.
func (g *github) address(i *issue, name string) error {
	var s string
	if err := g.text(&s); err != nil {
		return err
	}
	if name == "html_url" || i.URL == "" {
		i.URL = s
	}
	return nil
}

func (g *github) issuePart(i *issue, name string) error {
	switch name {
	case "user", "author":
		return g.person(&i.CreatedBy)
	case "assignee":
		return g.person(&i.assignee)
	case "assignees":
		return g.perCard(func(int) error {
			var who string
			err := g.person(&who)
			if who != "" {
				i.Members = append(i.Members, who)
			}
			return err
		})
	case "labels":
		return g.perCard(func(int) error {
			id, err := g.label()
			if id != "" {
				i.Labels = append(i.Labels, id)
			}
			return err
		})
	case "milestone":
		return g.milestone(i)
	case "comments":
		return g.commentsOf(i)
	case "pull_request":
		return g.present(&i.pull)
	case "locked":
		return g.flag(&i.locked)
	case "reactions", "reactionGroups":
		return g.reacted(&i.reactions)
	}
	return g.issueFamily(i, name)
}

// reacted reads how many reactions there are: a count (REST) or groups of them (gh).
func (g *github) reacted(n *float64) error {
	if g.dec.PeekKind() == '[' {
		said := false
		err := g.says(&said)
		if said {
			*n = 1
		}
		return err
	}
	_, err := g.object(func(name string) error {
		if name == "total_count" {
			return g.number(n)
		}
		return g.skip() // the same by kind
	})
	return err
}

// issueFamily notes that an issue has sub-issues, is one, or waits for others.
func (g *github) issueFamily(i *issue, name string) error {
	switch name {
	case "sub_issues_summary", "sub_issues", "subIssues", "subIssuesSummary":
		return g.says(&i.parent)
	case "parent_issue_url", "parent":
		return g.says(&i.child)
	case "issue_dependencies_summary", "blockedBy", "blocking":
		return g.says(&i.depends)
	}
	return g.drop()
}

// person reads an account and gives its id here: the login, which GitHub compares without letter case.
func (g *github) person(into *string) error {
	var m Member
	ok, err := g.object(func(name string) error {
		switch name {
		case "login":
			return g.text(&m.Username)
		case "name":
			return g.text(&m.Name)
		}
		return g.drop()
	})
	if err != nil || !ok || m.Username == "" || len(m.Username) > maxSourceID {
		return err
	}
	username, _ := storable(m.Username)
	m.SourceID = strings.ToLower(username)
	if *into = m.SourceID; g.members[m.SourceID] {
		return nil
	}
	if len(g.board.Members) == g.limits.Members {
		return tooMany("people", g.limits.Members)
	}
	g.members[m.SourceID], g.logins[m.SourceID] = true, username
	g.board.Members = append(g.board.Members, m)
	return nil
}

// label reads an object or, as in older lists, only a name.
func (g *github) label() (id string, err error) {
	var l Label
	if g.dec.PeekKind() == '"' {
		err = g.text(&l.Name)
	} else {
		_, err = g.object(func(name string) error {
			switch name {
			case "name":
				return g.text(&l.Name)
			case "color":
				return g.text(&l.Color)
			}
			return g.drop()
		})
	}
	if err != nil || strings.TrimSpace(l.Name) == "" {
		return "", err
	}
	return g.defineLabel(l)
}

func (g *github) defineLabel(l Label) (id string, err error) {
	name, _ := storable(strings.ToLower(strings.TrimSpace(l.Name)))
	short, _ := clip(name, maxSourceID-len("label:"))
	if l.SourceID = "label:" + short; g.labels[l.SourceID] {
		return l.SourceID, nil
	}
	if len(g.board.Labels) == g.limits.Labels {
		return "", tooMany("labels", g.limits.Labels)
	}
	g.labels[l.SourceID] = true
	g.board.Labels = append(g.board.Labels, l)
	return l.SourceID, nil
}

func (g *github) milestone(i *issue) error {
	_, err := g.object(func(name string) error {
		switch name {
		case "title":
			return g.text(&i.milestone)
		case "due_on", "dueOn":
			return g.instant(&i.milestoneDue)
		}
		return g.drop()
	})
	return err
}

// commentsOf reads a count (REST) or the comments themselves (gh).
func (g *github) commentsOf(i *issue) error {
	if g.dec.PeekKind() == '0' {
		return g.number(&i.commentCount)
	}
	_, err := g.array(g.limits.Actions, func(int) error {
		c, ok, err := g.comment()
		if ok {
			i.said = append(i.said, c)
		}
		return err
	})
	return err
}

func (g *github) comment() (c datedComment, ok bool, err error) {
	reactions := 0.0
	ok, err = g.object(func(name string) error {
		switch name {
		case "id":
			return g.id(&c.SourceID)
		case "body":
			return g.text(&c.Text)
		case "user", "author":
			return g.person(&c.Author)
		case "created_at", "createdAt":
			return g.instant(&c.At)
		case "updated_at", "updatedAt":
			return g.instant(&c.updated)
		case "reactions", "reactionGroups":
			return g.reacted(&reactions)
		}
		return g.drop()
	})
	if err != nil || !ok || g.anonymous(c.SourceID, "comment", c.Text) {
		return c, false, err
	}
	c.reactions = reactions > 0
	return c, true, nil
}
