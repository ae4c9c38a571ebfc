package imports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"taskflow/internal/features/imports/board"
	"taskflow/internal/features/imports/queries"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/rank"
	"taskflow/internal/security/endpoint"
)

// The product's limits that the board's own parser doesn't know.
const (
	longestProjectName = 100
	mostLabels         = 50 // of one task
)

// plan is every row that an import makes, before the first is written.
type plan struct {
	id         id.Import
	workspace  id.Workspace
	project    id.Project
	user       id.User
	now        time.Time
	name       string
	projects   []queries.AddProjectParams
	reaching   []queries.AddProjectMemberParams
	columns    []queries.AddColumnParams
	labels     []queries.AddLabelParams
	tasks      []queries.AddTaskParams
	taskLabels []queries.AddTaskLabelParams
	items      []queries.AddChecklistItemParams
	comments   []queries.AddCommentParams
	marks      []queries.AddItemParams
	counts     Counts
	ledger     board.Ledger
}

// planner makes a plan of a board for a workspace as it is.
type planner struct {
	plan
	board *board.Board
	here  *here
	// By the board's ids.
	column  map[string]id.Column
	label   map[string]id.Label
	members map[string]board.Member
	users   map[string]id.User
}

func newPlan(c *endpoint.Call, in *createIn, h *here) (*plan, error) {
	p := &planner{
		plan: plan{
			id: id.New[id.Import](), workspace: c.Grant.Workspace(), user: c.Grant.User(), now: c.Now, ledger: *in.ledger,
		},
		board: in.board, here: h,
		column: map[string]id.Column{}, label: map[string]id.Label{},
		members: map[string]board.Member{}, users: map[string]id.User{},
	}
	p.ledger.Entries, p.ledger.Totals = slices.Clone(in.ledger.Entries), slices.Clone(in.ledger.Totals)
	p.addProject(in.boardName())
	if err := p.addColumns(); err != nil {
		return nil, err
	}
	p.addLabels()
	p.matchPeople()
	if err := p.addCards(); err != nil {
		return nil, err
	}
	p.writeLosses()
	return &p.plan, nil
}

// mark remembers what came from where, for the next import of the board and for an undo.
func (p *plan) mark(kind, source string, target id.Raw) {
	p.marks = append(p.marks, queries.AddItemParams{
		WorkspaceID: p.workspace, ImportID: p.id, Kind: kind, SourceID: source, TargetID: target,
	})
}

func (p *planner) addProject(name string) {
	if kept, cut := firstRunes(name, longestProjectName); cut {
		p.ledger.Add(board.Entry{Severity: board.Changed, Kind: "board_name_cut", SourceID: p.board.SourceID, Title: name,
			Reason: fmt.Sprintf("a project's name has at most %d characters", longestProjectName)})
		name = strings.TrimSpace(kept)
	}
	p.name = name
	if p.project = p.here.project; !p.project.IsZero() {
		return
	}
	p.project = id.New[id.Project]()
	p.projects = append(p.projects, queries.AddProjectParams{
		WorkspaceID: p.workspace, ID: p.project, Name: name, Description: p.board.Description, CreatedBy: p.user, Now: p.now,
	})
	p.reaching = append(p.reaching, queries.AddProjectMemberParams{WorkspaceID: p.workspace, ProjectID: p.project, UserID: p.user, Now: p.now})
	p.mark("project", p.board.SourceID, id.Raw(p.project))
	p.counts.Projects = 1
}

// addColumns puts the board's columns in their order after those that are here;
// archived ones, of which only the archived cards are left, come last.
func (p *planner) addColumns() error {
	used := map[string]bool{}
	for i := range p.board.Cards {
		used[p.board.Cards[i].Column] = true
	}
	fresh := slices.DeleteFunc(slices.Clone(p.board.Columns), func(c board.Column) bool {
		known, here := p.here.columns[c.SourceID]
		if here {
			p.column[c.SourceID] = known
		}
		return here || c.Archived && !used[c.SourceID]
	})
	if len(fresh) == 0 && len(p.projects) > 0 {
		fresh = append(fresh, board.Column{SourceID: firstColumn, Name: "To do"})
	}
	slices.SortStableFunc(fresh, func(a, b board.Column) int { return cmp.Compare(flag(a.Archived), flag(b.Archived)) })
	ranks, err := after(p.here.lastColumn, len(fresh))
	if err != nil {
		return fmt.Errorf("placing columns: %w", err)
	}
	for i, c := range fresh {
		column := id.New[id.Column]()
		p.column[c.SourceID] = column
		p.columns = append(p.columns, queries.AddColumnParams{
			WorkspaceID: p.workspace, ID: column, ProjectID: p.project, Name: c.Name, Rank: string(ranks[i]), Now: p.now,
		})
		p.mark("column", c.SourceID, id.Raw(column))
	}
	p.counts.Columns = len(fresh)
	return nil
}

// firstColumn stands for the one that a board without any gets: a project has a place for tasks.
const firstColumn = "taskflow:first"

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// after gives n ranks behind the last one.
func after(last rank.Rank, n int) ([]rank.Rank, error) {
	if last == "" {
		return rank.Spread(n), nil
	}
	return rank.SpreadBetween(last, "", n)
}

// addLabels shares the workspace's labels of the same name, whatever their case.
func (p *planner) addLabels() {
	used := p.usedLabels()
	for _, l := range p.board.Labels {
		key := labelKey(l.Name)
		label, known := p.here.labels[key]
		switch {
		case known:
			p.label[l.SourceID] = label
		case !p.here.project.IsZero() && !used[l.SourceID]: // a later import brings only what its new cards need
		case len(p.here.labels) >= mostInWorkspace:
			p.ledger.Add(board.Entry{Severity: board.Lost, Kind: "label_over_limit", SourceID: l.SourceID, Title: l.Name,
				Reason: fmt.Sprintf("a workspace has at most %d labels", mostInWorkspace)})
		default:
			p.addLabel(l, key)
		}
	}
	p.counts.Labels = len(p.labels)
}

func (p *planner) addLabel(l board.Label, key string) {
	label := id.New[id.Label]()
	p.here.labels[key], p.label[l.SourceID] = label, label
	p.labels = append(p.labels, queries.AddLabelParams{
		WorkspaceID: p.workspace, ID: label, Name: l.Name, NameKey: key, Color: labelColor(l.Color), Now: p.now,
	})
	p.mark("label", l.SourceID, id.Raw(label))
}

// usedLabels are those of cards that are not here yet.
func (p *planner) usedLabels() map[string]bool {
	used := map[string]bool{}
	for i := range p.board.Cards {
		if _, known := p.here.tasks[p.board.Cards[i].SourceID]; known {
			continue
		}
		for _, l := range p.board.Cards[i].Labels {
			used[l] = true
		}
	}
	return used
}

// matchPeople finds the board's members among those of the workspace.
func (p *planner) matchPeople() {
	for _, m := range p.board.Members {
		p.members[m.SourceID] = m
		user, candidates := p.here.people.find(m)
		switch {
		case !user.IsZero():
			p.users[m.SourceID] = user
		case candidates > 1:
			p.counts.Invitations++
			p.ledger.Add(board.Entry{Severity: board.Changed, Kind: "member_ambiguous", SourceID: m.SourceID, Title: m.Name,
				Reason: "several people here have this name; the name stays as text"})
		default:
			p.counts.Invitations++
			p.ledger.Add(board.Entry{Severity: board.Changed, Kind: "member_could_be_invited", SourceID: m.SourceID, Title: m.Name,
				Reason: "nobody here has this name; it stays as text, and nobody is written to"})
		}
	}
}

// writeLosses names what no column here could take.
func (p *planner) writeLosses() {
	if p.counts.Tasks > 0 && slices.ContainsFunc(p.board.Cards, func(c board.Card) bool { return c.URL != "" }) {
		p.ledger.Add(board.Entry{Severity: board.Lost, Kind: "card_addresses", SourceID: p.board.SourceID, Title: p.board.Name,
			Reason: "the addresses that its cards had there"})
	}
	if p.counts.AlreadyHere > 0 {
		p.ledger.Add(board.Entry{Severity: board.Info, Kind: "already_here", SourceID: p.board.SourceID, Title: p.board.Name,
			Reason: fmt.Sprintf("%d cards came in by an earlier import and were left as people have them now; only new comments were added", p.counts.AlreadyHere)})
	}
}

// past keeps times of a file from lying ahead of the import.
func (p *plan) past(t *time.Time) time.Time {
	if t == nil || t.After(p.now) {
		return p.now
	}
	return t.UTC().Truncate(time.Microsecond)
}

func firstRunes(s string, n int) (kept string, cut bool) {
	if utf8.RuneCountInString(s) <= n {
		return s, false
	}
	return string([]rune(s)[:n]), true
}
