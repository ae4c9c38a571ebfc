package app_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"taskflow/internal/platform/token"
	"taskflow/internal/testworld"
)

// arrangements are for the endpoints whose example alone doesn't work, because
// it needs something that exists only once: a token, a password, a file.
var arrangements = map[string]func(t testing.TB, s *stage, who *testworld.Person, d *draft){
	"accounts.verify": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.put(t, "token", s.VerificationToken(t))
	},
	"sessions.login": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		s.SetPassword(t, s.acme.Bystander, d.member(t, "password"))
		d.put(t, "email", s.acme.Bystander.Email)
	},
	"sessions.refresh": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.put(t, "refresh_token", s.RefreshToken(t, s.acme.Bystander))
	},
	"sessions.change_password": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		if !who.ID.IsZero() {
			s.SetPassword(t, who, d.member(t, "current_password"))
		}
	},
	"sessions.verify_mfa": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.put(t, "mfa_token", s.WaitingSignIn(t, s.acme.Bystander))
		d.put(t, "code", s.TOTPCode(t, s.acme.Bystander))
	},
	"sessions.step_up": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		if !who.ID.IsZero() {
			s.SetPassword(t, who, d.member(t, "password"))
		}
	},
	"passkeys.sign_in": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		key := s.AddPasskey(t, s.acme.Bystander)
		d.put(t, "assertion", key.Get(t, s.Anonymous.Get(t, "/api/v1/auth/passkey/begin")))
	},
	"passkeys.challenge_mfa": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.put(t, "mfa_token", s.WaitingSignIn(t, s.acme.Bystander))
	},
	"passkeys.create": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		if !who.ID.IsZero() {
			d.put(t, "credential", s.NewAuthenticator().Create(t, s.Registration(t, who)))
		}
	},
	"passkeys.rename": ownPasskey,
	"passkeys.remove": ownPasskey,
	"identities.callback": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.goes(t, s.idp.SignIn(t, s.Anonymous))
	},
	"identities.backchannel_logout": func(_ testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.body = "logout_token=" + s.idp.LogoutToken(nil)
		d.sent = append(d.sent, testworld.Header("Content-Type", "application/x-www-form-urlencoded"))
	},
	"identities.link": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		s.idp.Subject = "link-" + who.ID.String()
		d.goes(t, s.DepartAs(t, s.idp, who, "link"))
	},
	"identities.begin_step_up": func(t testing.TB, s *stage, who *testworld.Person, _ *draft) {
		s.WithoutPassword(t, who)
	},
	"identities.step_up": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		s.WithoutPassword(t, who)
		s.Identity(t, who, s.idp)
		s.idp.Subject = testworld.SubjectOf(who)
		d.goes(t, s.DepartAs(t, s.idp, who, "step-up"))
	},
	"saml.set":        withCompany,
	"saml.remove":     withCompany,
	"saml.metadata":   withCompany,
	"saml.start":      withCompany,
	"saml.begin_link": withCompany,
	"saml.acs": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		p := s.company(t)
		v := p.Back(t, s.Anonymous, "sign-in")
		d.body = url.Values{"SAMLResponse": {v.Answer(t)}, "RelayState": {v.Relay}}.Encode()
	},
	"saml.finish": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		p := s.company(t)
		d.fetches(t, p.Back(t, s.Anonymous, "sign-in"))
	},
	"saml.link": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		p := s.company(t)
		p.Subject = "link-" + who.ID.String()
		d.fetches(t, p.Back(t, who, "link"))
	},
	"recovery.reset": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.put(t, "token", s.MailLink(t, s.acme.Bystander, "reset", token.PasswordReset))
	},
	"recovery.verify_magic_link": func(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.put(t, "token", s.MailLink(t, s.acme.Bystander, "magic-link", token.MagicLink))
	},
	"email_change.cancel": func(t testing.TB, s *stage, who *testworld.Person, _ *draft) {
		if !who.ID.IsZero() {
			s.EmailChange(t, who)
		}
	},
	"email_change.confirm": linkToPresentAddress,
	"email_change.refuse":  linkToPresentAddress,
	"totp.confirm": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		if !who.ID.IsZero() {
			d.put(t, "code", s.BeginTOTP(t, who))
		}
	},
	"totp.remove": func(t testing.TB, s *stage, who *testworld.Person, _ *draft) {
		if !who.ID.IsZero() {
			s.TOTPCode(t, who)
		}
	},
	"oauth.token": func(_ testing.TB, s *stage, _ *testworld.Person, d *draft) {
		d.body = url.Values{"grant_type": {"client_credentials"}, "client_id": {s.acme.Service.String()}, "client_secret": {s.acme.ClientSecret}}.Encode()
	},
	"projects.remove_member": func(t testing.TB, s *stage, _ *testworld.Person, _ *draft) {
		s.Reach(t, s.acme, s.acme.Main.Project, s.acme.Bystander)
	},
	"invitations.accept": func(t testing.TB, s *stage, who *testworld.Person, d *draft) {
		_, token := s.Invite(t, s.acme, s.Owner, who.Email)
		d.put(t, "token", token)
	},
}

// linkToPresentAddress has somebody's change of address wait.
func linkToPresentAddress(t testing.TB, s *stage, _ *testworld.Person, d *draft) {
	present, _ := s.EmailChange(t, s.acme.Bystander)
	d.put(t, "token", present)
}

// withCompany gives Acme a provider of its own.
func withCompany(t testing.TB, s *stage, _ *testworld.Person, _ *draft) { s.company(t) }

// company is Acme's own provider, which it has from then on.
func (s *stage) company(t testing.TB) *testworld.Company {
	t.Helper()
	if s.Count(t, "saml_names", "name = 'acme'") > 0 {
		p := s.NewCompany("acme")
		p.Workspace = s.Acme
		return p
	}
	return s.Bring(t, s.Acme, "acme")
}

// fetches makes the request the end of a way to a company's provider.
func (d *draft) fetches(t testing.TB, v *testworld.Visit) {
	t.Helper()
	d.put(t, "handle", testworld.Handle(t, v.Post(t, v.Answer(t))))
	d.sent = append(d.sent, v.Browser())
}

// ownPasskey names a passkey of who asks.
func ownPasskey(t testing.TB, s *stage, who *testworld.Person, d *draft) {
	if !who.ID.IsZero() {
		d.segments["passkey_id"] = s.AddPasskey(t, who).ID.String()
	}
}

// put sets a member of the body.
func (d *draft) put(t testing.TB, name string, value any) {
	t.Helper()
	body := d.object(t)
	body[name] = value
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	d.body = string(text)
}

// member returns a text of the body.
func (d *draft) member(t testing.TB, name string) string {
	t.Helper()
	text, ok := d.object(t)[name].(string)
	if !ok {
		t.Fatalf("%s: the body has no text %q", d.Name, name)
	}
	return text
}

func (d *draft) object(t testing.TB) map[string]any {
	t.Helper()
	body := map[string]any{}
	if err := json.Unmarshal([]byte(d.body), &body); err != nil {
		t.Fatalf("%s: %v", d.Name, err)
	}
	return body
}

// goes makes the request the end of a way to a provider.
func (d *draft) goes(t testing.TB, j *testworld.Journey) {
	t.Helper()
	for name, value := range j.Back {
		d.put(t, name, value)
	}
	d.sent = append(d.sent, j.Browser())
}
