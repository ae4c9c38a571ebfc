package jobs

import "context"

// ClaimAndCrash leases one job and forgets it.
func (q *Queue) ClaimAndCrash(ctx context.Context) error {
	_, _, err := q.take(ctx, 1)
	return err
}
