package accounts_test

import (
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/testworld"
)

// The meter says what sign-up says, and is asked by people who have no account yet.
// ASVS: 6.2.4
func TestTheMeterAgreesWithSignUp(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for name, c := range map[string]struct {
			password string
			score    int
			refused  bool
		}{
			"a passphrase":       {good, 3, false},
			"short":              {"j8#kfL2!pqZ9xv", 4, true},
			"common and long":    {"letmeinletmeinletmein", 0, true},
			"the own name":       {"robinrobinrobinrobin", 0, true},
			"the own address":    {"robin.strength@example.com", 0, true},
			"one sign":           {strings.Repeat("z", 40), 0, true},
			"untrimmed, unicode": {" жжёлтый лóсь идёт ", 4, false},
		} {
			input := map[string]any{"password": c.password, "email": "robin.strength@example.com", "name": "Robin"}
			got := w.Anonymous.Post(t, "/api/v1/auth/password/strength", input).Want(t, http.StatusOK)
			if got.Field(t, "score") != float64(c.score) || (got.Field(t, "reason") != "") != c.refused {
				t.Errorf("%s: %s", name, got.Body)
			}
			signed := w.Anonymous.Post(t, signup, input)
			if (signed.Status != http.StatusAccepted) != c.refused {
				t.Errorf("%s: the meter says %s, sign-up answers %d", name, got.Body, signed.Status)
			}
			if c.refused && !strings.Contains(string(signed.Body), got.Field(t, "reason").(string)) {
				t.Errorf("%s: the meter's reason is not that of sign-up: %s, %s", name, got.Body, signed.Body)
			}
		}
		shorter := map[string]any{"password": "j8#kfL2!pq", "second_factor": true}
		if got := w.Anonymous.Post(t, "/api/v1/auth/password/strength", shorter).Want(t, http.StatusOK); got.Field(t, "reason") != "" {
			t.Errorf("with a second factor: %s", got.Body)
		}
	})
}
