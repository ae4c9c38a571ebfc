package events

// Texts is what would be sent now.
func (r *Relay) Texts() []string { return r.texts() }
