package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"time"

	"taskflow/internal/platform/db"
	"taskflow/internal/platform/events"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/problem"
	"taskflow/internal/security/audit"
	"taskflow/internal/security/authn"
	"taskflow/internal/security/authz"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
)

// walk is one request on its way.
type walk struct {
	*Pipeline
	run      *endpoint.Run
	call     *endpoint.Call
	scope    db.Scope
	from     netip.Addr // the client's address, as the edge trusts it
	standing authz.Standing
	resource authz.Resource
}

// before runs the slow part, for those only who would be allowed.
func (w *walk) before(ctx context.Context) error {
	if w.run.Before == nil {
		return nil
	}
	if w.call.Principal.SignedIn() {
		if err := w.snapshot(ctx); err != nil {
			return err
		}
	}
	return w.run.Before(ctx)
}

// transact has the request decided and handled in the kind of transaction that it needs.
func (w *walk) transact(ctx context.Context) error {
	spec := w.run.Spec
	switch {
	case spec.Shape == endpoint.Shows || spec.Shape == endpoint.Streams:
		if err := w.snapshot(ctx); err != nil {
			return err
		}
		if spec.Shape == endpoint.Streams {
			w.call.Reopen(w.again)
		}
		return w.run.Handle(ctx)
	case spec.Reads():
		return w.DB.View(ctx, w.scope, func(tx *db.Tx) error { return w.handle(ctx, tx) })
	default:
		return w.update(ctx)
	}
}

// snapshot decides without leaving a transaction open.
func (w *walk) snapshot(ctx context.Context) error {
	s := w.facts()
	if loaders := s.loaders(); len(loaders) > 0 {
		if err := w.DB.Snapshot(ctx, w.scope, loaders...); err != nil {
			return err
		}
	}
	return w.decide(s)
}

// handle decides and handles inside tx. It may run more than once.
func (w *walk) handle(ctx context.Context, tx *db.Tx) error {
	w.call.Forget()
	if err := w.decideIn(ctx, tx); err != nil {
		return err
	}
	w.call.Tx = tx
	w.call.Redecide(func(ctx context.Context) error { return w.decideIn(ctx, tx) })
	w.call.Deciding(w.allow)
	return w.run.Handle(ctx)
}

// decideIn decides on how everything stands in tx at this moment.
func (w *walk) decideIn(ctx context.Context, tx *db.Tx) error {
	s := w.facts()
	if loaders := s.loaders(); len(loaders) > 0 {
		if err := tx.Together(ctx, loaders...); err != nil {
			return err
		}
	}
	return w.decide(s)
}

// update is handle with what belongs to a change: replay of a retried request,
// events and the audit entry, all in the same transaction.
func (w *walk) update(ctx context.Context) error {
	change := func(tx *db.Tx) error {
		return w.replayOr(ctx, tx, func() error {
			if err := w.emit(ctx, tx); err != nil {
				return err
			}
			return w.trace(ctx, tx)
		})
	}
	err := w.commit(ctx, change)
	if w.answeredMeanwhile(ctx, err) {
		err = w.commit(ctx, change)
	}
	return err
}

// commit gives the change the time that its endpoint asks for, and its answer
// the time to be taken after it.
func (w *walk) commit(ctx context.Context, change func(*db.Tx) error) error {
	long := w.run.Spec.Timeout
	if long == 0 {
		return w.DB.Update(ctx, w.scope, change)
	}
	_ = edge.ExtendWrite(w.run.Writer, long+answerTime) // a writer without deadlines has no slow client either
	return w.DB.UpdateWithin(ctx, long, w.scope, change)
}

// answerTime is how long a client may take for the answer to a long change.
const answerTime = 30 * time.Second

func (w *walk) emit(ctx context.Context, tx *db.Tx) error {
	record := w.call.Recorded()
	workspace := w.workspace()
	for _, e := range record.Events {
		if err := events.Append(ctx, tx, workspace, e); err != nil {
			return err
		}
	}
	if len(record.Events) > 0 {
		tx.AfterCommit(func() { w.Hub.Wake(workspace) })
	}
	return nil
}

// workspace is where the request happened.
func (w *walk) workspace() id.Workspace {
	if entered := w.call.Recorded().Workspace; !entered.IsZero() {
		return entered
	}
	return w.run.WorkspaceID
}

// facts gathers what is decided on.
func (w *walk) facts() *facts {
	return &facts{walk: w, lookup: authz.NewLookup(w.call.Principal, w.run.WorkspaceID)}
}

type facts struct {
	*walk
	lookup authz.Lookup
	// missing is the target's own problem or the question's, which only those who are admitted get to see.
	missing error
}

func (f *facts) loaders() []db.Loader {
	var list []db.Loader
	if f.call.Principal.SignedIn() {
		list = append(list, f.loadStanding)
	}
	if f.run.Target != nil {
		list = append(list, f.loadTarget)
	}
	if f.run.Ask != nil {
		list = append(list, f.ask)
	}
	return list
}

func (f *facts) loadStanding(ctx context.Context, q db.Querier) (err error) {
	f.standing, err = authz.Stand(ctx, q, f.call.Principal, f.run.WorkspaceID, f.call.Now)
	return err
}

func (f *facts) loadTarget(ctx context.Context, q db.Querier) (err error) {
	f.resource, err = f.run.Target(ctx, q, f.lookup)
	if errors.Is(err, db.ErrNoRows) {
		err = problem.NotFound(err)
	}
	return f.putOff(err)
}

func (f *facts) ask(ctx context.Context, q db.Querier) error { return f.putOff(f.run.Ask(ctx, q)) }

// putOff keeps a problem until it is known who may see it.
func (f *facts) putOff(err error) error {
	var known *problem.Problem
	if !errors.As(err, &known) {
		return err
	}
	if f.missing == nil {
		f.missing = err
	}
	return nil
}

// decide asks the policies and hands out the grant.
func (w *walk) decide(f *facts) (err error) {
	request := authz.Request{
		Principal: w.call.Principal, Permission: w.run.Spec.Permission, Workspace: w.run.WorkspaceID,
		Standing: w.standing, Resource: w.resource, Now: w.call.Now, StepUp: w.run.Spec.StepUp,
		From: w.from, ByProject: w.run.Spec.ByProject,
	}
	if request.Resource.Kind == "" {
		request.Resource.Kind, request.Resource.ID = authz.OfWorkspace, w.run.WorkspaceID.String()
	}
	if err := authz.Admit(request); err != nil {
		return err
	}
	if f.missing != nil {
		return f.missing
	}
	w.call.Grant, err = w.Policies.Check(request)
	return err
}

// allow decides about a thing beside the one that the request came for.
func (w *walk) allow(p authz.Permission, r authz.Resource) error {
	_, err := w.Policies.Check(authz.Request{
		Principal: w.call.Principal, Permission: p, Workspace: w.run.WorkspaceID, Standing: w.standing, Resource: r, Now: w.call.Now,
		From: w.from,
	})
	return err
}

// trace writes the entry of a change, and one of each of its parts.
func (w *walk) trace(ctx context.Context, tx *db.Tx) error {
	e := w.entry(ctx, audit.Success, "")
	if err := w.Audit.Write(ctx, tx, e); err != nil {
		return err
	}
	for _, part := range w.call.Recorded().Parts {
		e.Name, e.Target, e.Details = part.Name, part.Target, part.Details
		if err := w.Audit.Write(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// entry is the audit entry of the request as it stands.
func (w *walk) entry(ctx context.Context, outcome audit.Outcome, reason string) audit.Entry {
	record, who := w.call.Recorded(), edge.Info(ctx)
	e := audit.Entry{
		Workspace: w.workspace(), At: w.call.Now, Name: w.run.Spec.Audit.NameOf(outcome), Outcome: outcome, Reason: reason,
		Actor: record.Actor, Session: w.call.Principal.Session, Target: record.Target, Details: record.Details,
		Request: who.RequestID, Address: who.ClientIP, UserAgent: who.UserAgent,
	}
	if record.Name != "" {
		e.Name = record.Name
	}
	if e.Actor.IsZero() {
		e.Actor = w.call.Principal.User
	}
	if e.Target == "" {
		e.Target = w.resource.ID
	}
	if w.call.Principal.Method == authn.System {
		e.Details = with(e.Details, "by", "operator")
	}
	if w.standing.BesideCompany(w.call.Principal, w.run.WorkspaceID) {
		e.Details = with(e.Details, "company_sign_in", "without")
	}
	return e
}

// with are details and one more.
func with(details map[string]string, key, value string) map[string]string {
	details = maps.Clone(details)
	if details == nil {
		details = map[string]string{}
	}
	details[key] = value
	return details
}

// refuse writes what outlives a refused request. If that can't be written, the
// request fails for that reason: a refusal without a trace isn't one.
func (w *walk) refuse(ctx context.Context, refusal error) error {
	p := problem.From(refusal)
	if p.Code.Status() >= 500 {
		return refusal
	}
	var denial *authz.Denial
	denied := errors.As(refusal, &denial)
	if w.run.Spec.Reads() && !denied {
		return refusal
	}
	entry := w.entry(ctx, audit.Failed, string(p.Code))
	if denied {
		entry.Outcome = audit.Denial
	}
	if entry.Name == "" {
		entry.Name = audit.Denied
	}
	scope := w.scope
	scope.Workspace = w.workspace()
	err := w.DB.Update(ctx, scope, func(tx *db.Tx) error {
		for _, keep := range w.call.Kept() {
			if err := keep(ctx, tx); err != nil {
				return err
			}
		}
		return w.Audit.Write(ctx, tx, entry)
	})
	if err != nil {
		// Of the two only err is the answer's: the refusal would hide that it left no trace.
		return fmt.Errorf("keeping the trace of a refusal (%s): %w", refusal.Error(), err)
	}
	return refusal
}

// touch notes, now and then, that a browser's session or a key is in use. That it
// failed is no reason to fail the request.
func (w *walk) touch(ctx context.Context) {
	p := w.call.Principal
	if p.Method != authn.Cookie && p.Method != authn.Key && p.Method != authn.Provisioning || !w.standing.Active || w.call.Now.Sub(w.standing.LastSeen) < authn.TouchEvery {
		return
	}
	err := error(nil)
	switch {
	case p.Method == authn.Cookie:
		err = authn.Touch(ctx, w.DB, p.Session, w.call.Now)
	case p.Method == authn.Provisioning:
		if w.standing.Role == authz.Provisioner { // elsewhere than in its workspace it is no use
			err = authn.TouchProvisioning(ctx, w.DB, p, w.Audit.Pseudonym(w.from), w.call.Now)
		}
	case p.Binding.HoldsFrom(w.from): // what was refused is no use
		err = authn.TouchKey(ctx, w.DB, p, w.Audit.Pseudonym(w.from), w.call.Now)
	}
	if err != nil {
		edge.Annotate(ctx, "touch", err.Error())
	}
}
