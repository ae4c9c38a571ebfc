package imports

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"taskflow/internal/features/imports/board"
	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/rank"
)

// addCards makes tasks of the cards that are new, column by column, which is
// the order the board has them in.
func (p *planner) addCards() error {
	cards := p.board.Cards
	for len(cards) > 0 {
		n := 1
		for n < len(cards) && cards[n].Column == cards[0].Column {
			n++
		}
		if err := p.addColumnOfCards(cards[:n]); err != nil {
			return err
		}
		cards = cards[n:]
	}
	return nil
}

func (p *planner) addColumnOfCards(cards []board.Card) error {
	fresh := make([]*board.Card, 0, len(cards))
	for i := range cards {
		if task, known := p.here.tasks[cards[i].SourceID]; known {
			p.revisit(&cards[i], task)
			continue
		}
		fresh = append(fresh, &cards[i])
	}
	if len(fresh) == 0 {
		return nil
	}
	column := p.column[fresh[0].Column]
	ranks, err := after(p.here.lastTask[column], len(fresh))
	if err != nil {
		return fmt.Errorf("placing tasks: %w", err)
	}
	for i, card := range fresh {
		p.addCard(card, column, ranks[i])
	}
	return nil
}

// revisit leaves a task that came in before to the people who work on it, and
// adds only what was said since.
func (p *planner) revisit(card *board.Card, task id.Task) {
	p.counts.AlreadyHere++
	if !task.IsZero() {
		p.addComments(card, task)
		return
	}
	p.ledger.Add(board.Entry{Severity: board.Info, Kind: "deleted_here", SourceID: card.SourceID, Title: card.Title,
		Reason: "it was imported before and somebody deleted it here; it stays deleted"})
}

func (p *planner) addCard(card *board.Card, column id.Column, place rank.Rank) {
	task := id.New[id.Task]()
	row := queries.AddTaskParams{
		WorkspaceID: p.workspace, ID: task, ProjectID: p.project, ColumnID: column, Rank: string(place), Title: card.Title,
		Priority: priorityNumber(card.Priority), DueAt: card.Due, AssigneeID: p.assignee(card), CreatedBy: p.user,
		CreatedAt: p.past(card.CreatedAt), UpdatedAt: p.now,
	}
	row.Description = p.describe(card, row.AssigneeID)
	if card.CompletedAt != nil {
		row.CompletedAt = new(p.past(card.CompletedAt))
	}
	if card.Archived {
		row.ArchivedAt = &p.now
		p.counts.ArchivedTasks++
	}
	if !row.AssigneeID.IsZero() {
		p.counts.Assignees++
	}
	p.tasks = append(p.tasks, row)
	p.counts.Tasks++
	p.mark("task", card.SourceID, id.Raw(task))
	p.addTaskLabels(card, task)
	p.addChecklists(card, task)
	p.addComments(card, task)
}

// priorityNumber is how package tasks stores a priority; what has none is medium.
func priorityNumber(priority board.Priority) int64 {
	switch priority {
	case "low":
		return 0
	case "high":
		return 2
	case "urgent":
		return 3
	}
	return 1
}

// assignee is the first of the card's members who is here.
func (p *planner) assignee(card *board.Card) id.User {
	for _, m := range card.Members {
		if user := p.users[m]; !user.IsZero() {
			return user
		}
	}
	return id.User{}
}

var products = map[board.Source]string{board.Trello: "Trello", board.GitHub: "GitHub"}

// describe adds to a description the people for whom a task has no place. One
// that gains nothing stays exactly as it was.
func (p *planner) describe(card *board.Card, assignee id.User) string {
	var lines []string
	if author := p.members[card.CreatedBy]; card.CreatedBy != "" && author.Name != "" {
		lines = append(lines, "- **Opened by:** "+board.Literal(author.Name))
	}
	var others []string
	for _, m := range card.Members {
		if user := p.users[m]; user.IsZero() || user != assignee {
			others = append(others, board.Literal(p.members[m].Name))
		}
	}
	if len(others) > 0 {
		lines = append(lines, "- **Members:** "+strings.Join(others, ", "))
		p.ledger.Add(board.Entry{Severity: board.Changed, Kind: "members_as_text", SourceID: card.SourceID, Title: card.Title,
			Reason: "members who are not here, or beyond the one assignee of a task, stand in the description"})
	}
	if len(lines) == 0 {
		return card.Description
	}
	added := "### People in " + products[p.board.Source] + "\n\n" + strings.Join(lines, "\n")
	if card.Description != "" {
		added = "\n\n" + added
	}
	if utf8.RuneCountInString(card.Description)+utf8.RuneCountInString(added) > board.MaxDescription {
		p.ledger.Add(board.Entry{Severity: board.Lost, Kind: "members_without_room", SourceID: card.SourceID, Title: card.Title,
			Reason: "the description is full; the names of its people didn't fit"})
		return card.Description
	}
	return card.Description + added
}

func (p *planner) addTaskLabels(card *board.Card, task id.Task) {
	var labels []id.Label
	for _, l := range card.Labels {
		if label, here := p.label[l]; here && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	if len(labels) > mostLabels {
		p.ledger.Add(board.Entry{Severity: board.Lost, Kind: "labels_over_limit", SourceID: card.SourceID, Title: card.Title,
			Reason: fmt.Sprintf("a task has at most %d labels; %d were left out", mostLabels, len(labels)-mostLabels)})
		labels = labels[:mostLabels]
	}
	for _, label := range labels {
		p.taskLabels = append(p.taskLabels, queries.AddTaskLabelParams{WorkspaceID: p.workspace, TaskID: task, LabelID: label})
	}
}

func (p *planner) addChecklists(card *board.Card, task id.Task) {
	n := 0
	for _, list := range card.Checklists {
		n += len(list.Items)
	}
	ranks := rank.Spread(n)
	for _, list := range card.Checklists {
		for _, item := range list.Items {
			p.items = append(p.items, queries.AddChecklistItemParams{
				WorkspaceID: p.workspace, ID: id.New[id.ChecklistItem](), TaskID: task, Checklist: list.Name,
				Text: item.Text, Done: item.Done, Rank: string(ranks[0]), Now: p.now,
			})
			ranks = ranks[1:]
		}
	}
	p.counts.ChecklistItems += n
}

// addComments adds those that didn't come in before.
func (p *planner) addComments(card *board.Card, task id.Task) {
	for i := range card.Comments {
		c := &card.Comments[i]
		if p.here.comments[c.SourceID] {
			continue
		}
		comment := id.New[id.Comment]()
		p.comments = append(p.comments, queries.AddCommentParams{
			WorkspaceID: p.workspace, ID: comment, TaskID: task, AuthorName: c.AuthorName, Body: c.Text,
			CreatedAt: p.past(c.At), UpdatedAt: p.now,
		})
		p.mark("comment", c.SourceID, id.Raw(comment))
		p.counts.Comments++
	}
}
