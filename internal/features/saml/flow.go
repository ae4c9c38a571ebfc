package saml

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"taskflow/internal/features/saml/protocol"
	"taskflow/internal/features/saml/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/endpoint"
)

const (
	// FlowLife is how long a way to a provider and back may take.
	FlowLife = 10 * time.Minute
	// AnswerLife is how long the browser has to fetch what the provider said.
	AnswerLife = 2 * time.Minute

	browserCookie = "__Host-taskflow-saml"
	sealPurpose   = "saml answer"
)

// purpose is what a provider is asked for. The address of the page says it too, so that the
// page knows where to bring the answer; the database decides.
type purpose string

const (
	toSignIn purpose = "sign-in"
	toLink   purpose = "link"
)

// Leave is where the browser goes next.
type Leave struct {
	SignOnURL string `json:"sign_on_url" doc:"At the provider; the browser goes there by itself, with the cookie of this answer kept"`
}

var (
	errNoProvider = errors.New("the workspace has no such identity provider")
	errFlow       = problem.Gone("This sign-in didn't begin here, is over, or took too long. Begin it anew in TaskFlow.")
)

// begin keeps a flow and says where it goes.
func (s *SAML) begin(ctx context.Context, c *endpoint.Call, p *known, why purpose, returnTo string) (*Leave, error) {
	state, stateHash := token.New(token.ProviderState)
	browser, browserHash := token.New(token.ProviderBrowser)
	where, request, err := s.party(p.workspace).Ask(p.SignOnUrl, state.Reveal(), c.Now)
	if err != nil {
		return nil, err
	}
	requestHash := sha256.Sum256([]byte(request))
	err = queries.New(c.Tx).Begin(ctx, queries.BeginParams{
		ID: id.New[id.ProviderFlow](), WorkspaceID: p.workspace, Purpose: string(why), RequestHash: requestHash[:], StateHash: stateHash[:],
		BrowserHash: browserHash[:], UserID: c.Grant.User(), ReturnTo: returnTo, Now: c.Now, ExpiresAt: c.Now.Add(FlowLife),
	})
	if err != nil {
		return nil, fmt.Errorf("keeping a way to a provider: %w", err)
	}
	c.Detail("provider", p.ID.String())
	c.SetCookie(browserSecret(browser.Reveal(), FlowLife+AnswerLife))
	return &Leave{SignOnURL: where}, nil
}

// browserSecret is the cookie that binds a flow to its browser; without a life it takes it away.
func browserSecret(value string, life time.Duration) *http.Cookie {
	c := &http.Cookie{
		Name: browserCookie, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(life / time.Second),
	}
	if life == 0 {
		c.MaxAge = -1
	}
	return c
}

// use spends a flow in a transaction of its own: whatever becomes of the answer, it worked once.
func (s *SAML) use(ctx context.Context, c *endpoint.Call, workspace id.Workspace, state string) (flow queries.UseFlowRow, err error) {
	stateHash, err := token.Parse(token.ProviderState, state)
	if err != nil {
		return flow, errFlow
	}
	err = s.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) (err error) {
		flow, err = queries.New(tx).UseFlow(ctx, queries.UseFlowParams{WorkspaceID: workspace, StateHash: stateHash[:], Now: &c.Now})
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return flow, errFlow
	}
	if err != nil {
		return flow, fmt.Errorf("using a way to a provider: %w", err)
	}
	return flow, nil
}

// said is what is sealed of an assertion until the browser fetches it.
type said struct {
	Provider id.SAMLProvider     `json:"provider"`
	Issuer   string              `json:"issuer"`
	Subject  string              `json:"subject"`
	Session  string              `json:"session"`
	Asked    time.Time           `json:"asked"`
	Ends     time.Time           `json:"ends"`
	More     map[string][]string `json:"more"`
}

// mostValues is how many values of one attribute are looked at: nobody is in more groups.
const mostValues = 1000

// said keeps what is needed, and nothing else that the provider tells of the person.
func (p *known) said(a *protocol.Assertion) said {
	more := map[string][]string{}
	for _, name := range slices.Concat(emailAttributes, nameAttributes, []string{p.GroupsAttribute}) {
		if values := a.Attributes[name]; len(values) > 0 {
			more[name] = values[:min(len(values), mostValues)]
		}
	}
	return said{Provider: p.ID, Issuer: p.EntityID, Subject: a.Subject, Session: a.Session, Asked: a.Authenticated, Ends: a.Ends, More: more}
}

// sealed is what was said as only the handle opens it, which is kept nowhere.
func (w said) sealed(handle string) (string, error) {
	text, err := json.Marshal(w)
	if err != nil {
		return "", fmt.Errorf("writing what a provider said: %w", err)
	}
	sealer, err := token.NewSealer([]byte(handle))
	if err != nil {
		return "", fmt.Errorf("preparing to seal what a provider said: %w", err)
	}
	return sealer.Seal(sealPurpose, text)
}

// opened reads what sealed wrote.
func opened(handle, text string) (w said, err error) {
	sealer, err := token.NewSealer([]byte(handle))
	if err != nil {
		return w, fmt.Errorf("preparing to open what a provider said: %w", err)
	}
	plain, err := sealer.Open(sealPurpose, text)
	if err != nil {
		return w, fmt.Errorf("opening what a provider said: %w", err)
	}
	if err := json.Unmarshal(plain, &w); err != nil {
		return w, fmt.Errorf("reading what a provider said: %w", err)
	}
	return w, nil
}

// fetched is what a browser that began has fetched.
type fetched struct {
	workspace id.Workspace
	flow      queries.FinishRow
	said      said
}

// fetch spends the handle in a transaction of its own, for the browser that began and for
// nobody who was only led here with another's answer (login CSRF).
func (s *SAML) fetch(ctx context.Context, c *endpoint.Call, workspace id.Workspace, why purpose, handle string) (*fetched, error) {
	handleHash, err := token.Parse(token.ProviderAnswer, handle)
	cookies := c.Request.CookiesNamed(browserCookie)
	if err != nil || len(cookies) != 1 {
		return nil, errFlow
	}
	browserHash, err := token.Parse(token.ProviderBrowser, cookies[0].Value)
	if err != nil {
		return nil, errFlow
	}
	f := &fetched{workspace: workspace}
	err = s.DB.Update(ctx, db.Scope{}, func(tx *db.Tx) (err error) {
		f.flow, err = queries.New(tx).Finish(ctx, queries.FinishParams{
			WorkspaceID: workspace, HandleHash: handleHash[:], BrowserHash: browserHash[:], Purpose: string(why), Now: &c.Now,
		})
		return err
	})
	if errors.Is(err, db.ErrNoRows) {
		return nil, errFlow
	}
	if err != nil {
		return nil, fmt.Errorf("fetching what a provider said: %w", err)
	}
	f.said, err = opened(handle, f.flow.Sealed)
	return f, err
}

// safeReturn refuses what could lead anywhere but to a page of this TaskFlow.
func safeReturn(path string) bool {
	if path == "" {
		return true
	}
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil && u.Opaque == "" && strings.HasPrefix(path, "/") &&
		!strings.HasPrefix(path, "//") && !strings.ContainsAny(path, "\\\t\r\n") && !strings.ContainsFunc(path, unprintable) && !strings.HasPrefix(u.Path, "//")
}

func unprintable(r rune) bool { return r <= ' ' || r > '~' }

// EndFlows ends the ways to a provider that a person has begun, or is known at the end of.
func EndFlows(ctx context.Context, q db.Querier, user id.User, _ string, now time.Time) error {
	return queries.New(q).EndFlows(ctx, queries.EndFlowsParams{UserID: user, Now: &now})
}

// Forget drops what has been over since before.
func Forget(ctx context.Context, database *db.DB, before time.Time) error {
	return database.Update(ctx, db.Scope{}, func(tx *db.Tx) error {
		q := queries.New(tx)
		return errors.Join(q.ForgetFlows(ctx, before), q.ForgetAssertions(ctx, before))
	})
}
