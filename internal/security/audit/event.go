package audit

// Event is what an endpoint's changes are called in the log, as "task.moved",
// or the reason why it has no entry. The zero Event is undecided and is refused
// at start-up.
type Event struct {
	name    string
	failure string
	reason  string
}

// Named returns the event called name.
func Named(name string) Event { return Event{name: name} }

// Outcomes returns an event that is called otherwise when it was tried in vain.
func Outcomes(success, failure string) Event { return Event{name: success, failure: failure} }

// Skip says why an endpoint that changes nothing writes no entry.
func Skip(reason string) Event { return Event{reason: reason} }

// Name returns the event's name; empty when it is skipped.
func (e Event) Name() string { return e.name }

// NameOf returns the event's name for an outcome.
func (e Event) NameOf(o Outcome) string {
	if o != Success && e.failure != "" {
		return e.failure
	}
	return e.name
}

// Reason returns why it is skipped.
func (e Event) Reason() string { return e.reason }

// Decided tells whether somebody has said what to write.
func (e Event) Decided() bool { return e.name != "" || e.reason != "" }

// Denied is the name of entries about refused reads.
const Denied = "access.denied"
