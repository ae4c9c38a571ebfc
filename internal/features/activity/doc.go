// Package activity shows what happened: as a live stream of a workspace, and as
// lists of a workspace and of a task.
//
// A person is shown what he may see at the moment it is shown: events of private
// projects that he doesn't reach never appear. That he has lost sight of one, or
// that one is deleted, he is told by the project's id alone, and only if he could
// see it before. An open stream is authorized
// again before everything it sends, and several times a second while it has
// nothing to send, so it ends within a second when the session, the account or
// the membership does. A stream that comes back with its last event id goes on
// without a gap or a double, or is told to start anew (a reset event).
//
// That a stream has ended leaves no audit entry: what ended it has its own, and
// the stream did nothing. The request's log event says why it ended (stream_ended).
//
// The package doesn't know what the events mean: features emit them.
package activity
