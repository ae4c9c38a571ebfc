package jobs

import (
	"context"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/mail"
)

// mailKind is the kind of jobs that send one mail.
const mailKind = "mail.send"

// HandleMail has mails of this queue sent by sender.
func (q *Queue) HandleMail(sender mail.Sender) {
	q.Handle(mailKind, func(ctx context.Context, job Job) error {
		var message mail.Message
		if err := job.Decode(&message); err != nil {
			return Permanent(err)
		}
		return sender.Send(ctx, message)
	})
}

// Mail sends a message after the transaction behind tx is durable, and only then.
func (q *Queue) Mail(ctx context.Context, tx db.Querier, message mail.Message) error {
	return q.Enqueue(ctx, tx, mailKind, message, q.clock.Now())
}
