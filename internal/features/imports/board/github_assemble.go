package board

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

func (g *github) assemble() (*Board, *Ledger, error) {
	b := &g.board
	b.Columns = []Column{{SourceID: openColumn, Name: "Open", Position: 1}, {SourceID: closedColumn, Name: "Closed", Position: 2, Done: true}}
	g.nameBoard()
	b.Cards = make([]Card, 0, len(g.order))
	for _, id := range g.order {
		if i := g.issues[id]; !g.left(i) {
			card, err := g.finishIssue(i)
			if err != nil {
				return nil, nil, err
			}
			b.Cards = append(b.Cards, card)
		}
		delete(g.issues, id)
	}
	if len(b.Cards) == 0 {
		g.ledger.Add(Entry{Severity: Warning, Kind: "no_issues", Reason: "the file holds no issue that can be imported"})
	}
	b.finish(g.ledger)
	g.writeDropped()
	b.sortCards()
	return b, g.ledger, nil
}

func (g *github) nameBoard() {
	g.board.SourceID, g.board.Name = "github", "GitHub issues"
	if len(g.repos) == 0 {
		return
	}
	name, _ := storable(g.repos[0])
	g.board.Name = name
	g.board.SourceID, _ = clip(strings.ToLower(name), maxSourceID)
	if len(g.repos) > 1 {
		g.ledger.Add(Entry{Severity: Changed, Kind: "several_repositories", Title: name,
			Reason: fmt.Sprintf("issues of %d repositories come into one project", len(g.repos))})
	}
}

// left reports whether an issue stays behind, and writes it down.
func (g *github) left(i *issue) bool {
	switch {
	case i.pull:
		g.ledger.Add(Entry{Severity: Lost, Kind: "pull_request", SourceID: i.SourceID, Title: i.Title, Reason: "pull requests are not imported"})
		return true
	case g.deleted["issue "+i.SourceID]:
		g.ledger.Add(Entry{Severity: Info, Kind: "issue_deleted", SourceID: i.SourceID, Title: i.Title, Reason: "the file says that the issue was deleted"})
		return true
	}
	return false
}

func (g *github) finishIssue(i *issue) (Card, error) {
	l, of := g.ledger, subject{"card", i.SourceID, strings.TrimSpace(i.Title)}
	i.Position = i.number
	i.Title = l.title(of, i.Title)
	i.Description = l.fitBody(of, "description", i.Description, maxDescription)
	i.URL = l.fit(of, "address", i.URL, maxURL)
	if len(i.Members) == 0 && i.assignee != "" {
		i.Members = []string{i.assignee}
	}
	i.Members = l.known(of, "member", i.Members, g.members)
	if err := g.milestoneLabel(i, of); err != nil {
		return Card{}, err
	}
	i.Labels = l.known(of, "label", i.Labels, g.labels)
	g.state(i, of)
	i.Comments = g.talk(i, of)
	g.writeIssueLosses(i, of)
	return i.Card, nil
}

// milestoneLabel keeps an issue's milestone as a label, by which it can be filtered.
func (g *github) milestoneLabel(i *issue, of subject) error {
	if strings.TrimSpace(i.milestone) == "" {
		return nil
	}
	id, err := g.defineLabel(Label{Name: "Milestone: " + strings.TrimSpace(i.milestone)})
	if err != nil {
		return err
	}
	i.Labels = append(i.Labels, id)
	g.ledger.Add(Entry{Severity: Changed, Kind: "milestone", SourceID: of.sourceID, Title: of.title, Reason: "its milestone became a label"})
	if i.milestoneDue != nil && !g.milestones[id] {
		g.milestones[id] = true
		g.ledger.Add(Entry{Severity: Lost, Kind: "milestone_due", Title: i.milestone, Reason: "the milestone's own due date, " + i.milestoneDue.Format("2006-01-02")})
	}
	return nil
}

func (g *github) state(i *issue, of subject) {
	switch strings.ToLower(i.state) {
	case "closed":
		i.Column = closedColumn
		i.CompletedAt = cmp.Or(i.closed, i.updated, i.CreatedAt)
		if i.DueComplete = i.CompletedAt != nil; !i.DueComplete {
			g.ledger.Add(Entry{Severity: Lost, Kind: "completion", SourceID: of.sourceID, Title: of.title, Reason: "the issue was closed, but the file has no time at all for it"})
		}
		if i.stateReason == "not_planned" || i.stateReason == "duplicate" {
			g.ledger.Add(Entry{Severity: Changed, Kind: "close_reason", SourceID: of.sourceID, Title: of.title, Reason: "it was closed as not planned; here it is simply completed"})
		}
	case "open":
		i.Column = openColumn
	default:
		i.Column = openColumn
		g.ledger.Add(Entry{Severity: Changed, Kind: "state_unknown", SourceID: of.sourceID, Title: of.title, Reason: "its state is neither open nor closed; it is imported as open"})
	}
}

func (g *github) talk(i *issue, of subject) []Comment {
	var out []Comment
	for _, c := range g.comments[i.SourceID] {
		if g.deleted["comment "+c.SourceID] || c.Text == "" {
			continue
		}
		c.AuthorName = g.logins[c.Author]
		if c.reactions {
			g.ledger.Add(Entry{Severity: Lost, Kind: "comment_reactions", SourceID: c.SourceID, Title: of.title, Reason: "reactions to a comment"})
		}
		out = append(out, c.Comment)
	}
	if missing := int(min(i.commentCount, 1e6)) - len(g.comments[i.SourceID]); missing > 0 {
		g.ledger.Add(Entry{Severity: Lost, Kind: "comments_elsewhere", SourceID: of.sourceID, Title: of.title,
			Reason: fmt.Sprintf("%d comments are not in the file", missing)})
	}
	delete(g.comments, i.SourceID)
	sortComments(out)
	for n := range out {
		out[n].Text = g.ledger.fitBody(subject{"comment", out[n].SourceID, of.title}, "text", out[n].Text, maxComment)
	}
	return slices.Clip(out)
}

func (g *github) writeIssueLosses(i *issue, of subject) {
	if i.reactions > 0 {
		g.ledger.Add(Entry{Severity: Lost, Kind: "reactions", SourceID: of.sourceID, Title: of.title, Reason: "reactions to the issue"})
	}
	for _, e := range []struct {
		is           bool
		kind, reason string
	}{
		{i.parent, "sub_issues", "which issues are below it"},
		{i.child, "parent_issue", "which issue it is below"},
		{i.depends, "dependencies", "which issues wait for which"},
	} {
		if e.is {
			g.ledger.Add(Entry{Severity: Lost, Kind: e.kind, SourceID: of.sourceID, Title: of.title, Reason: e.reason})
		}
	}
	if i.locked {
		g.ledger.Add(Entry{Severity: Lost, Kind: "lock", SourceID: of.sourceID, Title: of.title, Reason: "the conversation was locked"})
	}
}
