package accounts

import (
	"context"

	"taskflow/internal/platform/password"
	"taskflow/internal/security/endpoint"
)

type strengthIn struct {
	Body strengthBody

	strength Strength
}

type strengthBody struct {
	Password     string `json:"password" minLength:"1" maxLength:"1024" doc:"The password that somebody thinks of; it is neither kept nor logged"`
	Email        string `json:"email,omitempty" maxLength:"254" doc:"The person's address, which mustn't be part of it"`
	Name         string `json:"name,omitempty" maxLength:"100" doc:"The person's name, which mustn't be part of it"`
	SecondFactor bool   `json:"second_factor,omitempty" doc:"Whether the account has a second factor: then 8 characters are enough"`
}

// Strength is what the server thinks of a password before it is chosen.
type Strength struct {
	Score  int    `json:"score" minimum:"0" maximum:"4" doc:"From 0, too easy to guess and refused, to 4"`
	Reason string `json:"reason" doc:"Why it would be refused; empty when it would be taken"`
}

// measure asks the same judge as sign-up, change and reset do: a meter that says something else than the one
// who decides would be worse than none (ASVS 6.2.4, 6.2.8, 6.2.12). It knows nothing of any account, and
// needs no transaction.
func (a *Accounts) measure(_ context.Context, _ *endpoint.Call, in *strengthIn) (err error) {
	in.strength.Reason, err = a.Policy.Judge(in.Body.Password, !in.Body.SecondFactor, in.Body.Email, in.Body.Name)
	in.strength.Score = password.Score(in.Body.Password, in.Body.Email, in.Body.Name)
	return err
}

func measured(_ *endpoint.Call, in *strengthIn) (*Strength, error) { return &in.strength, nil }
