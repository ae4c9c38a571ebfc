package events

import (
	"context"
	"fmt"

	"github.com/valkey-io/valkey-go"

	"taskflow/internal/platform/db"
)

// channel is what the nodes of an installation listen to. The name says what
// is in it, because other programs may use the same server.
const channel = "taskflow_events"

// postgresCarrier is LISTEN and NOTIFY.
type postgresCarrier struct{ db *db.DB }

// OverPostgres returns a Carrier for nodes that share a PostgreSQL database.
func OverPostgres(database *db.DB) Carrier { return postgresCarrier{db: database} }

// Send implements Carrier.
func (c postgresCarrier) Send(ctx context.Context, text string) error {
	return c.db.Notify(ctx, channel, text)
}

// Receive implements Carrier.
func (c postgresCarrier) Receive(ctx context.Context, take func(string)) error {
	return c.db.Listen(ctx, channel, take)
}

// valkeyCarrier is Valkey's publish and subscribe.
type valkeyCarrier struct{ client valkey.Client }

// OverValkey returns a Carrier for nodes that share a Valkey server.
func OverValkey(client valkey.Client) Carrier { return valkeyCarrier{client: client} }

// Send implements Carrier.
func (c valkeyCarrier) Send(ctx context.Context, text string) error {
	if err := c.client.Do(ctx, c.client.B().Publish().Channel(channel).Message(text).Build()).Error(); err != nil {
		return fmt.Errorf("publishing: %w", err)
	}
	return nil
}

// Receive implements Carrier.
func (c valkeyCarrier) Receive(ctx context.Context, take func(string)) error {
	err := c.client.Receive(ctx, c.client.B().Subscribe().Channel(channel).Build(), func(m valkey.PubSubMessage) { take(m.Message) })
	if err != nil {
		return fmt.Errorf("subscribing: %w", err)
	}
	return nil
}
