package activity

import (
	"errors"
	"sync"
	"time"

	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
)

// How many streams may be open on a node, and of them by one person.
const (
	MostStreams       = 2000
	MostStreamsPerson = 20
)

// seatRetry is what a client is told to wait when there is no seat.
const seatRetry = 10 * time.Second

var errNoSeat = errors.New("too many streams are open on this node")

// seats counts the open streams.
type seats struct {
	mu       sync.Mutex
	taken    int
	byPerson map[id.User]int
}

func newSeats() *seats { return &seats{byPerson: map[id.User]int{}} }

// take takes a seat; the function it returns gives it back.
func (s *seats) take(person id.User) (func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byPerson[person] >= MostStreamsPerson {
		return nil, problem.TooManyRequests(seatRetry)
	}
	if s.taken >= MostStreams {
		return nil, problem.Unavailable(errNoSeat, seatRetry)
	}
	s.taken++
	s.byPerson[person]++
	return func() { s.leave(person) }, nil
}

func (s *seats) leave(person id.User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if s.byPerson[person]--; s.byPerson[person] == 0 {
		delete(s.byPerson, person)
	}
}

// open is how many streams there are.
func (s *seats) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken
}
