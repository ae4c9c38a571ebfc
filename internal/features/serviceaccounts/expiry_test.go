package serviceaccounts_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/features/serviceaccounts"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/id"
	"taskflow/internal/platform/mail"
	"taskflow/internal/security/authz"
	"taskflow/internal/testworld"
)

// secretOf gives a new service account a secret of so many days.
func secretOf(t *testing.T, w *testworld.World, maker *testworld.Person, days int) (account id.User, made serviceaccounts.NewSecret) {
	t.Helper()
	account, first, _ := w.Service(t, w.Acme, w.Owner, authz.Member, "tasks:read")
	path := w.Path("/service-accounts/%s/secrets", account)
	maker.Post(t, path, body{"days": days}).Want(t, http.StatusCreated).JSON(t, &made)
	maker.Delete(t, path+"/"+first.String()).Want(t, http.StatusNoContent)
	return account, made
}

// atRest has done what is due, by the world's own worker too.
func atRest(t *testing.T, w *testworld.World) {
	t.Helper()
	if _, err := w.App.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Settle(t)
}

// told are the mails that somebody was sent about the end of secrets.
func told(w *testworld.World, p *testworld.Person) (list []mail.Message) {
	for _, m := range w.Mail.Sent(p.Email) {
		if m.Kind == serviceaccounts.ExpiryJob {
			list = append(list, m)
		}
	}
	return list
}

// TestTheEndOfASecretIsAnnounced: who made it is told once a week before and once a day
// before, and nobody else.
//
// ASVS: 6.4.5
func TestTheEndOfASecretIsAnnounced(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		_, made := secretOf(t, w, w.Admin, 30)
		for _, step := range []struct {
			after time.Duration
			due   bool
			want  int
		}{{testworld.Days(23) - time.Microsecond, false, 0}, {time.Microsecond, true, 1}, {testworld.Days(6) - time.Microsecond, false, 1}, {time.Microsecond, true, 2}, {testworld.Days(3), false, 2}} {
			w.Clock.Advance(step.after)
			if step.due {
				atRest(t, w)
			} else if done, err := w.App.Jobs.Drain(t.Context()); err != nil || done != 0 {
				t.Fatalf("%d jobs were due (%v)", done, err)
			}
			list := told(w, w.Admin)
			if len(list) != step.want {
				t.Fatalf("%d mails, want %d", len(list), step.want)
			}
			for _, m := range list {
				if !strings.Contains(m.Text, made.Secret.Hint) || !strings.Contains(m.Text, "1 April 2026") || strings.Contains(m.Text, made.ClientSecret) {
					t.Errorf("it says %s", m.Text)
				}
			}
		}
		if n := len(told(w, w.Owner)); n != 0 {
			t.Errorf("the owner was sent %d", n)
		}
	})
}

// TestNobodyIsToldOfASecretThatIsNotUsed: not of one that was revoked, that another has
// taken the place of, whose account is disabled or gone, or that was made for a day.
func TestNobodyIsToldOfASecretThatIsNotUsed(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		path := func(account id.User) string { return w.Path("/service-accounts/%s", account) }
		revoked, made := secretOf(t, w, w.Admin, 10)
		w.Admin.Delete(t, path(revoked)+"/secrets/"+made.Secret.ID.String()).Want(t, http.StatusNoContent)
		replaced, _ := secretOf(t, w, w.Admin, 10)
		w.Owner.Post(t, path(replaced)+"/secrets", body{"days": 300, "others_end_in_hours": 720}).Want(t, http.StatusCreated)
		disabled, _ := secretOf(t, w, w.Admin, 10)
		w.Admin.Patch(t, path(disabled), body{"disabled": true}).Want(t, http.StatusOK)
		gone, _ := secretOf(t, w, w.Admin, 10)
		w.Admin.Delete(t, path(gone)).Want(t, http.StatusNoContent)
		secretOf(t, w, w.Admin, 1)
		secretOf(t, w, w.Owner, 10) // the one of which somebody is told
		w.Clock.Advance(testworld.Days(9))
		atRest(t, w)
		if admin, owner := len(told(w, w.Admin)), len(told(w, w.Owner)); admin != 0 || owner != 2 {
			t.Errorf("%d and %d mails, want none and 2", admin, owner)
		}
	})
}

// TestOwnersAreToldWhereTheMakerMayNot: of a secret whose maker makes none any more.
func TestOwnersAreToldWhereTheMakerMayNot(t *testing.T) {
	t.Parallel()
	for name, ended := range map[string]func(t *testing.T, w *testworld.World){
		"another role": func(t *testing.T, w *testworld.World) {
			w.Owner.Patch(t, w.Path("/members/%s", w.Admin.ID), body{"role": "member"}).Want(t, http.StatusOK)
		},
		"left": func(t *testing.T, w *testworld.World) {
			w.Owner.Delete(t, w.Path("/members/%s", w.Admin.ID)).Want(t, http.StatusNoContent)
		},
		"disabled": func(t *testing.T, w *testworld.World) {
			w.Exec(t, db.Scope{}, "UPDATE users SET state = 'disabled' WHERE id = $1", w.Admin.ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testworld.Each(t, func(t *testing.T, w *testworld.World) {
				secretOf(t, w, w.Admin, 30)
				ended(t, w)
				w.Clock.Advance(testworld.Days(23))
				atRest(t, w)
				if admin, owner := len(told(w, w.Admin)), len(told(w, w.Owner)); admin != 0 || owner != 1 {
					t.Errorf("he was sent %d mails and the owner %d", admin, owner)
				}
			})
		})
	}
}
