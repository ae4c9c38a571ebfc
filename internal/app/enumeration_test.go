package app_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"taskflow/internal/app"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/password"
	"taskflow/internal/testworld"
)

// askedOf are the requests of somebody who wants to know whether an address has an account.
// Each is measured for addresses that have one and for as many of the same form that have none.
var askedOf = []struct {
	name string
	ask  func(t *testing.T, w *testworld.World, email string) *testworld.Answer
}{
	{"sign-in", func(t *testing.T, w *testworld.World, email string) *testworld.Answer {
		return w.Anonymous.Post(t, "/api/v1/auth/login", map[string]string{"email": email, "password": "eight amber clocks nod", "client": "browser"})
	}},
	{"reset", func(t *testing.T, w *testworld.World, email string) *testworld.Answer {
		return w.Anonymous.Post(t, "/api/v1/auth/password/forgot", map[string]string{"email": email})
	}},
	{"magic link", func(t *testing.T, w *testworld.World, email string) *testworld.Answer {
		return w.Anonymous.Post(t, "/api/v1/auth/magic-link", map[string]string{"email": email})
	}},
	{"sign-up", func(t *testing.T, w *testworld.World, email string) *testworld.Answer {
		return w.Anonymous.Post(t, "/api/v1/auth/signup", map[string]string{"email": email, "password": "eight amber clocks nod", "name": "Robin"})
	}},
	{"passkey options", func(t *testing.T, w *testworld.World, email string) *testworld.Answer {
		return w.Anonymous.Get(t, "/api/v1/auth/passkey/begin?email="+email)
	}},
}

// dear is what a password costs here: more than a request otherwise, and less than in earnest.
var dear = password.Params{MemoryKiB: 1024, Passes: 1, Lanes: 1}

const (
	// samples of each kind are taken, in an order drawn by lot; the slowest tenth of each is left out.
	samples = 240
	kept    = samples * 9 / 10
	// certain is how many standard deviations from chance count as told apart: once in
	// 30,000 by chance, and a second time in as many.
	certain = 4.0
)

// TestTimeTellsNothingOfAccounts: how long an answer takes for an address that has an account
// and for one that has none aren't separable, by the rank sum (Mann-Whitney) nor by the
// distance of the distributions (Kolmogorov-Smirnov). Both statistics are printed.
//
// ASVS: 6.3.8
func TestTimeTellsNothingOfAccounts(t *testing.T) { //nolint:paralleltest // it is timed
	w := testworld.New(t, db.SQLite, func(o *app.Options) { o.Passwords = password.Options{Params: dear} })
	hash, err := password.New(password.Options{Params: dear}).Hash(t.Context(), "seven green lamps hum")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range askedOf {
		t.Run(c.name, func(t *testing.T) {
			seen := measureBoth(t, addresses(t, w, hash), func(email string) *testworld.Answer { return c.ask(t, w, email) })
			t.Log(seen)
			if seen.apart() { // on a machine that does other things at the same time
				seen = measureBoth(t, addresses(t, w, hash), func(email string) *testworld.Answer { return c.ask(t, w, email) })
				t.Log("measured again:", seen)
			}
			if seen.apart() {
				t.Errorf("whether there is an account can be told by the time: %v", seen)
			}
		})
	}
}

// separation is how far two samples of times are from being one.
type separation struct {
	known, unknown time.Duration // medians
	// chance that a time of the one is longer than one of the other, ½ if they are the same, and how
	// many standard deviations it is from that.
	auc, z float64
	// distance is the largest between the distributions, and in how much of what chance rarely exceeds.
	distance, ks float64
}

func (s separation) apart() bool { return math.Abs(s.z) > certain || s.ks > 1 }

// String reports the statistics.
func (s separation) String() string {
	return fmt.Sprintf("medians %v with an account, %v without; AUC %.3f (z %+.2f, apart beyond ±%.0f); KS distance %.3f (%.2f of what tells apart); n %d each",
		s.known.Round(time.Microsecond), s.unknown.Round(time.Microsecond), s.auc, s.z, certain, s.distance, s.ks, kept)
}

// addresses are of new accounts, which have a password.
func addresses(t *testing.T, w *testworld.World, hash string) (list []string) {
	t.Helper()
	w.Together(t, func() {
		for range samples {
			list = append(list, w.NewPerson(t, "Newcomer").Email)
		}
		w.Exec(t, db.Scope{}, "UPDATE users SET password_hash = $1 WHERE name = 'Newcomer'", hash)
	})
	return list
}

func measureBoth(t *testing.T, known []string, ask func(email string) *testworld.Answer) separation {
	t.Helper()
	var took [2][]float64
	var answers [2]string
	for len(took[0]) < samples || len(took[1]) < samples {
		has := rand.IntN(2)
		if len(took[has]) == samples {
			has = 1 - has
		}
		emails := [2]string{known[len(took[0])%samples]} // each once: how many mails one has been sent shows for all alike
		emails[1] = fmt.Sprintf("newcomer-%0*d@example.org", len(emails[0])-len("newcomer-@example.org"), rand.Int64N(1e15))
		began := time.Now()
		a := ask(emails[has])
		took[has] = append(took[has], float64(time.Since(began)))
		if said := fmt.Sprint(a.Status, len(a.Body)); answers[has] == "" {
			answers[has] = said
		}
		if a.Status == http.StatusTooManyRequests || a.Status >= http.StatusInternalServerError {
			t.Fatalf("answered %d %s", a.Status, a.Body)
		}
	}
	if answers[0] != answers[1] {
		t.Errorf("answered %s or %s", answers[0], answers[1])
	}
	for i := range took {
		slices.Sort(took[i])
		took[i] = took[i][:kept]
	}
	return compare(took[0], took[1])
}

// compare takes sorted samples of one length.
func compare(a, b []float64) separation {
	n := float64(len(a))
	greater, distance := 0.0, 0.0
	i, j := 0, 0
	for _, x := range a {
		for i < len(b) && b[i] < x {
			i++
		}
		j = max(j, i)
		for j < len(b) && b[j] == x {
			j++
		}
		greater += float64(i) + float64(j-i)/2
	}
	for _, x := range slices.Concat(a, b) {
		below := func(list []float64) float64 {
			at, _ := slices.BinarySearchFunc(list, x, func(y, x float64) int {
				if y <= x {
					return -1
				}
				return 1
			})
			return float64(at) / n
		}
		distance = max(distance, math.Abs(below(a)-below(b)))
	}
	auc := greater / n / n
	// The standard deviation of the rank sum, and the distance that chance exceeds once in 30,000.
	deviation := math.Sqrt((2*n + 1) / (12 * n * n))
	rare := math.Sqrt(-math.Log(0.5/30_000)/2) * math.Sqrt(2/n)
	return separation{
		known: time.Duration(a[len(a)/2]), unknown: time.Duration(b[len(b)/2]),
		auc: auc, z: (auc - 0.5) / deviation, distance: distance, ks: distance / rare,
	}
}

// TestSeparationIsSeen: the statistics find what they are to find, and nothing in noise.
func TestSeparationIsSeen(t *testing.T) {
	t.Parallel()
	noise := rand.New(rand.NewPCG(1, 2))
	draw := func(shift, spread float64) []float64 {
		list := make([]float64, kept)
		for i := range list {
			list[i] = 1000 + shift + spread*noise.NormFloat64()
		}
		slices.Sort(list)
		return list
	}
	for name, c := range map[string]struct {
		a, b  []float64
		apart bool
	}{
		"the same":       {draw(0, 100), draw(0, 100), false},
		"later":          {draw(60, 100), draw(0, 100), true},
		"earlier":        {draw(0, 100), draw(60, 100), true},
		"wider":          {draw(0, 100), draw(0, 300), true},
		"always one":     {make([]float64, kept), make([]float64, kept), false},
		"never the same": {draw(0, 1), draw(500, 1), true},
	} {
		if got := compare(c.a, c.b); got.apart() != c.apart || strings.Contains(got.String(), "NaN") {
			t.Errorf("%s: %v", name, got)
		}
	}
}
