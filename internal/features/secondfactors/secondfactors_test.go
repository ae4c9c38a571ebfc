package secondfactors_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/features/sessions"
	"taskflow/internal/platform/db"
	"taskflow/internal/platform/problem"
	"taskflow/internal/testworld"
)

const (
	loginPath  = "/api/v1/auth/login"
	mfaPath    = "/api/v1/auth/mfa/verify"
	stepUpPath = "/api/v1/auth/step-up"
	totpPath   = "/api/v1/me/totp"
	codesPath  = "/api/v1/me/recovery-codes"
	good       = "seven green lamps hum"
)

type body = map[string]any

// waiting signs a person in by password and returns the token of the sign-in that waits.
func waiting(t *testing.T, w *testworld.World, client string) string {
	t.Helper()
	answer := w.Anonymous.Post(t, loginPath, body{"email": w.Member.Email, "password": good, "client": client}).Want(t, http.StatusOK)
	var said struct {
		MFA         *struct{ Token string }
		User        any
		AccessToken string `json:"access_token"`
	}
	answer.JSON(t, &said)
	if said.MFA == nil || said.User != nil || said.AccessToken != "" || strings.Contains(answer.Header.Get("Set-Cookie"), "__Host-taskflow=") {
		t.Fatalf("the password alone was answered with %s %v", answer.Body, answer.Header)
	}
	return said.MFA.Token
}

func withApp(t *testing.T, w *testworld.World) string {
	t.Helper()
	w.SetPassword(t, w.Member, good)
	return w.TOTPCode(t, w.Member)
}

func verify(t *testing.T, w *testworld.World, token, method, code string, options ...testworld.RequestOption) *testworld.Answer {
	t.Helper()
	return w.Anonymous.Post(t, mfaPath, body{"mfa_token": token, "method": method, "code": code}, options...)
}

// TestAPasswordAloneOpensNothing: with an authenticator app both kinds of clients wait
// for its code, which then opens a session of two factors.
//
// ASVS: 6.3.3, 6.3.4
func TestAPasswordAloneOpensNothing(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		withApp(t, w)
		for i, client := range []string{"browser", "token"} {
			token := waiting(t, w, client)
			verify(t, w, token, "totp", "000000").WantProblem(t, problem.CodeInvalid)
			w.Clock.Advance(time.Duration(i) * time.Minute) // each step's code works once
			answer := verify(t, w, token, "totp", w.CodeAt(t, w.Clock.Now())).Want(t, http.StatusOK)
			if opened := strings.Contains(answer.Header.Get("Set-Cookie"), "__Host-taskflow"); opened != (client == "browser") {
				t.Errorf("%s: %s", client, answer.Body)
			}
			verify(t, w, token, "totp", w.CodeAt(t, w.Clock.Now().Add(30*time.Second))).WantProblem(t, problem.CodeUnauthenticated)
		}
		if n := w.Count(t, "sessions", "ways = 'password totp'"); n != 2 {
			t.Errorf("%d sessions of two factors", n)
		}
	})
}

// TestACodeWorksOnce: of twenty at once with the same code one wins, on two nodes, and
// none later in the same step, nor an earlier step's (RFC 6238 section 5.2).
//
// ASVS: 6.5.1 6.5.8
func TestACodeWorksOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		code := withApp(t, w)
		earlier := w.CodeAt(t, w.Clock.Now().Add(-30*time.Second))
		_, second := w.ServeNode(t)
		tokens := make([]string, 20)
		for i := range tokens {
			tokens[i] = waiting(t, w, "token")
		}
		won := atOnce(20, func(i int) bool {
			options := []testworld.RequestOption{}
			if i%2 == 1 {
				options = append(options, testworld.On(second.URL))
			}
			return verify(t, w, tokens[i], "totp", code, options...).Status == http.StatusOK
		})
		if won != 1 {
			t.Errorf("%d of 20 won", won)
		}
		for _, old := range []string{code, earlier} {
			verify(t, w, waiting(t, w, "token"), "totp", old).WantProblem(t, problem.CodeInvalid)
		}
	})
}

// TestCodesHaveSixDigits, twenty bits: neither fewer nor more are taken.
//
// ASVS: 6.5.4
func TestCodesHaveSixDigits(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		code := withApp(t, w)
		if len(code) != 6 {
			t.Fatalf("a code is %q", code)
		}
		for _, other := range []string{code[:5], code[1:], code + "0", "0" + code} {
			verify(t, w, waiting(t, w, "token"), "totp", other).WantProblem(t, problem.CodeInvalid)
		}
		verify(t, w, waiting(t, w, "token"), "totp", code[:3]+" "+code[3:]).Want(t, http.StatusOK)
	})
}

func atOnce(n int, try func(i int) bool) (won int) {
	var mu sync.Mutex
	var trying sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		trying.Go(func() {
			<-start
			if try(i) {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	close(start)
	trying.Wait()
	return won
}

// TestAWaitingSignInTakesFewAnswers: five, however many come at once, and within its time.
//
// ASVS: 6.3.1, 6.6.3
func TestAWaitingSignInTakesFewAnswers(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		code := withApp(t, w)
		token := waiting(t, w, "token")
		looked := atOnce(20, func(int) bool {
			return verify(t, w, token, "totp", "000000").Status == http.StatusUnprocessableEntity
		})
		if looked != sessions.MostAttempts {
			t.Errorf("%d answers were looked at", looked)
		}
		verify(t, w, token, "totp", code).WantProblem(t, problem.CodeUnauthenticated)
		early, late := waiting(t, w, "token"), waiting(t, w, "token")
		w.Clock.Advance(sessions.WaitingLife - time.Microsecond)
		verify(t, w, early, "totp", w.CodeAt(t, w.Clock.Now())).Want(t, http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		verify(t, w, late, "totp", w.CodeAt(t, w.Clock.Now().Add(30*time.Second))).WantProblem(t, problem.CodeUnauthenticated)
	})
}

// TestAWaitingSignInEndsWithItsProof: with the password that it began with, and with the account.
func TestAWaitingSignInEndsWithItsProof(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		code := withApp(t, w)
		for _, ending := range []string{"token_version = token_version + 1", "state = 'disabled'"} {
			token := waiting(t, w, "token")
			w.Exec(t, db.Scope{}, "UPDATE users SET "+ending+" WHERE id = $1", w.Member.ID)
			verify(t, w, token, "totp", code).WantProblem(t, problem.CodeUnauthenticated)
		}
	})
}

// TestRecoveryCodesWorkOnce: each of ten, in whatever way it is typed, and none of an earlier set.
//
// ASVS: 6.5.1, 6.5.2
func TestRecoveryCodesWorkOnce(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		code := w.BeginTOTP(t, w.Member)
		var first, second struct{ Codes []string }
		w.Member.Post(t, totpPath+"/confirm", body{"code": code[:3] + " " + code[3:]}).Want(t, http.StatusOK).JSON(t, &first)
		if len(first.Codes) != 10 {
			t.Fatalf("%v", first)
		}
		typed := strings.ToLower(strings.ReplaceAll(first.Codes[0], "-", " "))
		verify(t, w, waiting(t, w, "browser"), "recovery_code", typed).Want(t, http.StatusOK)
		verify(t, w, waiting(t, w, "browser"), "recovery_code", first.Codes[0]).WantProblem(t, problem.CodeInvalid)
		token := make([]string, 20)
		for i := range token {
			token[i] = waiting(t, w, "token")
		}
		if won := atOnce(20, func(i int) bool {
			return verify(t, w, token[i], "recovery_code", first.Codes[1]).Status == http.StatusOK
		}); won != 1 {
			t.Errorf("%d of 20 won", won)
		}
		w.Member.Post(t, codesPath, nil).Want(t, http.StatusOK).JSON(t, &second)
		verify(t, w, waiting(t, w, "token"), "recovery_code", first.Codes[2]).WantProblem(t, problem.CodeInvalid)
		verify(t, w, waiting(t, w, "token"), "recovery_code", second.Codes[2]).Want(t, http.StatusOK)
		if left := w.Member.Get(t, codesPath).Want(t, http.StatusOK).Field(t, "left"); left != float64(9) {
			t.Errorf("%v codes left", left)
		}
		// Without the app its codes are no factor by themselves.
		w.Member.Delete(t, totpPath).Want(t, http.StatusNoContent)
		answer := w.Anonymous.Post(t, loginPath, body{"email": w.Member.Email, "password": good, "client": "token"}).Want(t, http.StatusOK)
		if strings.Contains(string(answer.Body), "mfa") {
			t.Errorf("%s", answer.Body)
		}
	})
}

// TestAnAppIsAddedByItsFirstCode: until then it isn't asked for; afterwards it can't be replaced unseen.
func TestAnAppIsAddedByItsFirstCode(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		var made struct {
			Secret, URL string
			QR          struct {
				Size int
				Path string
			}
		}
		w.Member.Post(t, totpPath, nil).Want(t, http.StatusOK).JSON(t, &made)
		if len(made.Secret) != 32 || !strings.HasPrefix(made.URL, "otpauth://totp/") || made.QR.Size < 21 || !strings.HasPrefix(made.QR.Path, "M") {
			t.Errorf("%+v", made)
		}
		if w.Member.Get(t, totpPath).Want(t, http.StatusOK).Field(t, "enabled") != false {
			t.Error("on before its first code")
		}
		w.Member.Post(t, totpPath+"/confirm", body{"code": "000000"}).WantProblem(t, problem.CodeInvalid)
		code := w.BeginTOTP(t, w.Member)
		w.Member.Post(t, totpPath+"/confirm", body{"code": code}).Want(t, http.StatusOK)
		w.Member.Post(t, totpPath, nil).WantProblem(t, problem.CodeConflict)
		w.Member.Post(t, totpPath+"/confirm", body{"code": code}).WantProblem(t, problem.CodeConflict)
		if w.Member.Get(t, totpPath).Want(t, http.StatusOK).Field(t, "enabled") != true {
			t.Error("off after its first code")
		}
	})
}

// TestSteppingUp: a browser's session is replaced, a token's noted; with a second factor
// the password isn't enough; a wrong answer changes nothing.
//
// ASVS: 7.2.4, 7.5.1, 7.5.3
func TestSteppingUp(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.SetPassword(t, w.Member, good)
		w.Proven(t, w.Member, w.Clock.Now().Add(-time.Hour))
		w.Member.Post(t, totpPath, nil).WantProblem(t, problem.CodeReauthenticate)
		w.Member.Post(t, stepUpPath, body{"method": "password", "password": "eight amber clocks nod"}).WantProblem(t, problem.CodeInvalid)
		w.Member.Post(t, totpPath, nil).WantProblem(t, problem.CodeReauthenticate)
		answer := w.Member.Post(t, stepUpPath, body{"method": "password", "password": good}).Want(t, http.StatusOK)
		w.Member.Get(t, "/api/v1/me").WantProblem(t, problem.CodeUnauthenticated)
		cookie := strings.SplitN(answer.Header.Get("Set-Cookie"), ";", 2)[0]
		for _, line := range answer.Header.Values("Set-Cookie") {
			if strings.HasPrefix(line, "__Host-taskflow=") {
				cookie = strings.SplitN(line, ";", 2)[0]
			}
		}
		w.Anonymous.Post(t, totpPath, nil, testworld.Header("Cookie", cookie)).Want(t, http.StatusOK)

		client := w.WithToken(t, w.Second)
		w.SetPassword(t, w.Second, good)
		code := w.TOTPCode(t, w.Second)
		w.Proven(t, client, w.Clock.Now().Add(-time.Hour))
		client.Post(t, stepUpPath, body{"method": "password", "password": good}).WantProblem(t, problem.CodeInvalid)
		client.Delete(t, totpPath).WantProblem(t, problem.CodeReauthenticate)
		client.Post(t, stepUpPath, body{"method": "totp", "code": code}).Want(t, http.StatusOK)
		client.Post(t, stepUpPath, body{"method": "totp", "code": code}).WantProblem(t, problem.CodeInvalid)
		client.Delete(t, totpPath).Want(t, http.StatusNoContent)
	})
}

// A password of eight characters is good enough beside a second factor only: the factor
// can't go before the password is a longer one.
func TestAShortPasswordKeepsItsSecondFactor(t *testing.T) {
	t.Parallel()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		const long, short = "seven green lamps hum", "gX9#kw2Q"
		change := func(current, next string) *testworld.Answer {
			defer w.SignIn(t, w.Member)
			return w.Member.Post(t, "/api/v1/me/password", map[string]string{"current_password": current, "new_password": next})
		}
		w.SetPassword(t, w.Member, long)
		change(long, short).WantProblem(t, problem.CodeInvalid)
		w.TOTPCode(t, w.Member)
		change(long, short).Want(t, http.StatusOK)
		w.Member.Delete(t, "/api/v1/me/totp").WantProblem(t, problem.CodeConflict)
		if enabled := w.Member.Get(t, "/api/v1/me/totp").Field(t, "enabled"); enabled != true {
			t.Error("a refused removal removed the app")
		}
		change(short, long).Want(t, http.StatusOK)
		w.Member.Delete(t, "/api/v1/me/totp").Want(t, http.StatusNoContent)
	})
}
