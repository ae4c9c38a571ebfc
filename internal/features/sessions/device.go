package sessions

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"time"

	"taskflow/internal/features/accounts"
	"taskflow/internal/features/sessions/queries"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/geo"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/platform/token"
	"taskflow/internal/security/edge"
	"taskflow/internal/security/endpoint"
)

// A browser that has signed in to an account keeps a cookie of its own. It signs
// nobody in: it says that this browser is no stranger, so that its person is told of
// others, and isn't kept waiting by what strangers try.
const (
	deviceCookie = "__Host-taskflow-device"
	deviceLife   = 365 * 24 * time.Hour
	// mostDevices is how many device cookies of a request are looked at.
	mostDevices = 4
)

// notice tells the person of a sign-in from a browser that is new to the account. The
// account's very first is no news.
func (s *Sessions) notice(ctx context.Context, c *endpoint.Call, who accounts.Account, session id.Session) error {
	known, err := knownDevice(ctx, c.Tx, c.Request, who.ID)
	if err != nil {
		return err
	}
	if !known.IsZero() {
		return queries.New(c.Tx).SeeDevice(ctx, queries.SeeDeviceParams{ID: known, Now: c.Now})
	}
	before, err := queries.New(c.Tx).SignedInBefore(ctx, queries.SignedInBeforeParams{UserID: who.ID, ID: session})
	if err != nil {
		return fmt.Errorf("looking for earlier sign-ins: %w", err)
	}
	if err := remember(ctx, c, who.ID); err != nil || !before {
		return err
	}
	c.Detail("device", "new")
	to := mail.Address{Name: who.Name, Email: who.Email}
	return s.Jobs.Mail(ctx, c.Tx, s.newDeviceMail(to, c.Now, edge.Info(ctx).ClientIP))
}

// remember gives the browser a cookie by which the account knows it again.
func remember(ctx context.Context, c *endpoint.Call, user id.User) error {
	plain, hash := token.New(token.Device)
	err := queries.New(c.Tx).AddDevice(ctx, queries.AddDeviceParams{ID: id.New[id.Device](), UserID: user, TokenHash: hash[:], Now: c.Now})
	if err != nil {
		return fmt.Errorf("keeping a device: %w", err)
	}
	c.SetCookie(&http.Cookie{
		Name: deviceCookie, Value: plain.Reveal(), Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		MaxAge: int(deviceLife / time.Second),
	})
	return nil
}

// knownDevice is the device of the account whose cookie came along; zero for none.
func knownDevice(ctx context.Context, q db.Querier, r *http.Request, user id.User) (id.Device, error) {
	for n, sent := range r.CookiesNamed(deviceCookie) {
		hash, err := token.Parse(token.Device, sent.Value)
		if err != nil || n >= mostDevices {
			continue
		}
		device, err := queries.New(q).KnownDevice(ctx, queries.KnownDeviceParams{TokenHash: hash[:], UserID: user})
		if err == nil || !errors.Is(err, db.ErrNoRows) {
			return device, err
		}
	}
	return id.Device{}, nil
}

// newDeviceMail says when and from where. What the browser calls itself stays out of
// it: whoever signs in could write there what he likes.
func (s *Sessions) newDeviceMail(to mail.Address, at time.Time, from netip.Addr) mail.Message {
	origin := at.UTC().Format("2 January 2006 15:04 UTC")
	if from.IsValid() {
		origin += ", from the internet address " + from.String()
	}
	if place := s.Places.Of(from); place != (geo.Place{}) {
		origin += " (" + place.String() + ")"
	}
	return mail.Message{
		To: to, Kind: "auth.new-device", Subject: "A new browser signed in to your TaskFlow account",
		Text: "Somebody signed in to your TaskFlow account with a browser that hasn't signed in to it before:\n\n" + origin + ".\n\n" +
			"If it was you, there is nothing to do.\n\n" +
			"If it wasn't you, change your password at once, which ends all other sessions, and tell the people who run your TaskFlow.\n",
	}
}
