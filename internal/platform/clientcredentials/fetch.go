package clientcredentials

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	strict "github.com/go-json-experiment/json"
)

const (
	mostAnswer = 64 << 10
	mostToken  = 16 << 10
	// unsaid is the life of a token whose server says nothing of it (RFC 6749 section 5.1
	// leaves it to us): short enough to be no risk.
	unsaid = time.Minute
	most   = 24 * time.Hour
)

// Refusal is an error that the token server has named (RFC 6749 section 5.2).
type Refusal struct {
	Status int
	// Code is the server's, if it is one that a server may write; else empty.
	Code string
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("the token server refused with status %d %s", r.Status, r.Code)
}

var (
	errAnswer = errors.New("the token server's answer isn't one to a token request")
	errSize   = errors.New("the token server's answer is too large")
)

// memoryOf is how long a failure is remembered.
func memoryOf(err error) time.Duration {
	var r *Refusal
	if errors.As(err, &r) && r.Status < http.StatusInternalServerError && r.Status != http.StatusTooManyRequests {
		return refused
	}
	return passing
}

type granted struct {
	text string
	life time.Duration
}

func (s *Source) fetch(ctx context.Context) (granted, error) {
	request, err := s.request(ctx)
	if err != nil {
		return granted{}, err
	}
	response, err := s.config.HTTP.Do(request)
	if err != nil {
		return granted{}, fmt.Errorf("asking the token server: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer+1))
	switch {
	case err != nil:
		return granted{}, fmt.Errorf("reading the token server's answer: %w", err)
	case len(body) > mostAnswer:
		return granted{}, errSize
	case response.StatusCode != http.StatusOK:
		return granted{}, &Refusal{Status: response.StatusCode, Code: codeOf(body)}
	}
	if media, _, err := mime.ParseMediaType(response.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return granted{}, errAnswer
	}
	return read(body)
}

// request shows the client by HTTP Basic, each half form-encoded (RFC 6749 section 2.3.1).
func (s *Source) request(ctx context.Context) (*http.Request, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	if s.config.Scope != "" {
		form.Set("scope", s.config.Scope)
	}
	if s.config.Resource != "" {
		form.Set("resource", s.config.Resource)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.config.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("the address of the token server can't be read") // which might hold a secret
	}
	pair := url.QueryEscape(s.config.ClientID) + ":" + url.QueryEscape(s.config.Secret.Reveal())
	request.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	return request, nil
}

// answer is RFC 6749 section 5.1; what else it holds is left alone.
type answer struct {
	AccessToken string   `json:"access_token"`
	TokenType   string   `json:"token_type"`
	ExpiresIn   *float64 `json:"expires_in"`
}

func read(body []byte) (granted, error) {
	var a answer
	if err := strict.UnmarshalRead(bytes.NewReader(body), &a); err != nil {
		return granted{}, errAnswer // whose words aren't repeated
	}
	if !strings.EqualFold(a.TokenType, "Bearer") || !isToken(a.AccessToken) {
		return granted{}, errAnswer
	}
	life := unsaid
	if a.ExpiresIn != nil {
		if *a.ExpiresIn < 1 {
			return granted{}, errAnswer
		}
		life = time.Duration(min(*a.ExpiresIn, most.Seconds())) * time.Second
	}
	return granted{text: a.AccessToken, life: life}, nil
}

// isToken tells whether a text can stand in an Authorization header (RFC 6750 section 2.1).
func isToken(text string) bool {
	return text != "" && len(text) <= mostToken && !strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' })
}

// codeOf is the name of an error in the alphabet and length of such names.
func codeOf(body []byte) string {
	var named struct {
		Error string `json:"error"`
	}
	if strict.Unmarshal(body, &named) != nil || len(named.Error) > 40 || strings.Trim(named.Error, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return ""
	}
	return named.Error
}
