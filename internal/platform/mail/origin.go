package mail

import "time"

// Origin says when, and from which internet address where it is known, somebody asked for
// a mail, so that whoever gets it can tell his own requests from others'.
func Origin(at time.Time, address string) string {
	origin := at.UTC().Format("2 January 2006 15:04 UTC")
	if address != "" {
		origin += " from the internet address " + address
	}
	return origin
}
