package board

import "time"

// Source is the product a file came from.
type Source string

// The sources that Parse reads.
const (
	Trello Source = "trello"
	GitHub Source = "github"
)

// Board is a foreign board. Every SourceID is the id of the exporting product and unique among its kind, so that the
// same file read twice can be recognised. Columns and Cards are in display order.
type Board struct {
	Source      Source
	SourceID    string
	Name        string
	Description string
	URL         string // text only; nothing may fetch it
	Columns     []Column
	Labels      []Label
	Members     []Member
	Cards       []Card
}

// Column is a list of the board. The cards of an archived column are archived.
type Column struct {
	SourceID string
	Name     string
	Position float64
	Archived bool
	Done     bool // cards in it are completed by being there (GitHub's closed issues)
}

// Label names are unique in a board without regard to letter case. Color is #rrggbb or empty.
type Label struct {
	SourceID string
	Name     string
	Color    string
}

// Member is somebody the file speaks of: the caller maps members to users, to invitations, or leaves them as text.
type Member struct {
	SourceID string
	Username string
	Name     string
}

// Priority is one of the product's, or empty.
type Priority string

// Card is one task to be. Column, Labels and Members are source ids that exist in the board.
type Card struct {
	SourceID    string
	Column      string
	Title       string // trimmed, 1–500 characters
	Description string // Markdown, at most 10,000 characters
	URL         string // text only
	Position    float64
	Archived    bool
	Due         *time.Time
	DueComplete bool
	CompletedAt *time.Time // set if and only if the card is complete
	CreatedAt   *time.Time
	Priority    Priority
	CreatedBy   string // source id of a member, or empty
	Labels      []string
	Members     []string
	Checklists  []Checklist
	Comments    []Comment // oldest first
}

// Checklist is a titled list of items on a card.
type Checklist struct {
	Name  string
	Items []Item
}

// Item is one line of a checklist.
type Item struct {
	Text string
	Done bool
}

// Comment is somebody's word on a card. Author is the source id of a member or empty; AuthorName is always for display.
type Comment struct {
	SourceID   string
	Author     string
	AuthorName string
	At         *time.Time
	Text       string
}
