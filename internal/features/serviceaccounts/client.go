package serviceaccounts

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// formType is the media type of a token request (RFC 6749 section 4.4.2).
const formType = "application/x-www-form-urlencoded"

// client is what a client shows of itself.
type client struct{ id, secret string }

var (
	errForm       = errors.New("the body is not a form")
	errTwice      = errors.New("a parameter stands twice")
	errTwoWays    = errors.New("the client shows itself in two ways")
	errOtherID    = errors.New("two client_ids that differ")
	errNoClient   = errors.New("no client shows itself")
	errNotBasic   = errors.New("what follows Basic isn't base64")
	errHalfClient = errors.New("an identifier or a secret is missing")
)

// parseForm reads a form in which nothing can be meant in two ways. A parameter without
// a value is one that isn't there, and one that nobody knows is left alone (RFC 6749
// section 3.2). A resource may stand more than once (RFC 8707 section 2).
func parseForm(body []byte) (url.Values, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errForm
	}
	for name, values := range form {
		if len(values) > 1 && name != resourceParameter {
			return nil, errTwice
		}
		for _, text := range append(values, name) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				return nil, errForm
			}
		}
	}
	return form, nil
}

// clientOf reads how the client shows itself, which it does in one way (RFC 6749
// section 2.3). ambiguous refuses the request, whoever the client is. A header of
// another scheme is some other credential's and isn't looked at.
func clientOf(r *http.Request, form url.Values) (c client, ambiguous, err error) {
	header := r.Header.Values("Authorization")
	if len(header) == 1 && !isBasic(header[0]) {
		header = nil
	}
	switch {
	case len(header) > 1, len(header) == 1 && (form.Get("client_secret") != "" || form.Get("client_assertion") != ""):
		return client{}, errTwoWays, nil
	case len(header) == 0:
		c, err = client{form.Get("client_id"), form.Get("client_secret")}, nil
	default:
		c, err = basic(header[0])
	}
	if err != nil {
		return client{}, nil, err
	}
	if id := form.Get("client_id"); id != "" && id != c.id {
		return client{}, errOtherID, nil
	}
	switch {
	case c == client{}:
		return c, nil, errNoClient
	case c.id == "" || c.secret == "":
		return c, nil, errHalfClient
	}
	return c, nil, nil
}

func isBasic(header string) bool {
	scheme, _, _ := strings.Cut(header, " ")
	return strings.EqualFold(scheme, "Basic")
}

// basic reads client_secret_basic: both halves are form-encoded before they are put
// together (RFC 6749 section 2.3.1).
func basic(header string) (client, error) {
	_, encoded, _ := strings.Cut(header, " ")
	text, err := base64.StdEncoding.Strict().DecodeString(strings.TrimLeft(encoded, " "))
	if err != nil || strings.ContainsAny(encoded, "\r\n") {
		return client{}, errNotBasic
	}
	left, right, found := strings.Cut(string(text), ":")
	if !found {
		return client{}, errHalfClient
	}
	id, idErr := url.QueryUnescape(left)
	secret, secretErr := url.QueryUnescape(right)
	if idErr != nil || secretErr != nil {
		return client{}, errHalfClient
	}
	return client{id, secret}, nil
}
