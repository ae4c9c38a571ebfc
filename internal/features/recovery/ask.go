package recovery

import (
	"context"
	"time"

	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
	"taskflow/internal/security/ratelimit"
)

// The purposes of links.
const (
	toReset  = "reset"
	toSignIn = "magic-link"
)

// sendLink is the kind of job that looks whether there is an account, and mails it a link.
const sendLink = "recovery.send"

type nothingIn struct{}

// Ways are what the sign-in page offers.
type Ways struct {
	Password  bool `json:"password"`
	MagicLink bool `json:"magic_link" doc:"A link can be asked for that signs in"`
}

func (r *Recovery) ways(context.Context, *endpoint.Call, *nothingIn) (*Ways, error) {
	return &Ways{Password: true, MagicLink: !r.NoMagicLinks}, nil
}

type askIn struct{ Body askBody }

type askBody struct {
	Email string `json:"email" minLength:"3" maxLength:"254" doc:"Of the account"`
}

// Answer is one sentence for whoever asked.
type Answer struct {
	Status string `json:"status" doc:"What to do next"`
}

// asked is what somebody wants a link for.
type asked struct {
	Purpose  string    `json:"purpose"`
	EmailKey string    `json:"email_key"`
	Network  string    `json:"network"` // a pseudonym: equal or not is all that is asked of it
	From     string    `json:"from"`    // the internet address, for the mail
	At       time.Time `json:"at"`
}

func (r *Recovery) forgot(ctx context.Context, c *endpoint.Call, in *askIn) (*Answer, error) {
	return r.ask(ctx, c, in, toReset)
}

func (r *Recovery) askMagicLink(ctx context.Context, c *endpoint.Call, in *askIn) (*Answer, error) {
	return r.ask(ctx, c, in, toSignIn)
}

// ask does the same for every address: it queues what was asked. No account is looked
// for before the answer is out, so neither the answer nor its time can tell of one.
func (r *Recovery) ask(ctx context.Context, c *endpoint.Call, in *askIn, purpose string) (*Answer, error) {
	to, err := mail.ParseAddress(in.Body.Email)
	if err != nil {
		return nil, problem.InvalidField("body.email", err.Error())
	}
	client := edge.Info(ctx).ClientIP
	c.Detail("email", r.Audit.PseudonymOf(to.Canonical()))
	wanted := asked{
		Purpose: purpose, EmailKey: to.Canonical(), At: c.Now,
		Network: r.Audit.PseudonymOf("link for " + ratelimit.SiteKey(client)),
	}
	if client.IsValid() {
		wanted.From = client.String()
	}
	return &Answer{Status: "If this address has an account, a mail is on its way. Its link works for 15 minutes."},
		r.Jobs.Enqueue(ctx, c.Tx, sendLink, wanted, c.Now)
}
