package scim

import (
	"strings"

	"taskflow/internal/platform/problem"
)

// User is what is kept of a User (RFC 7643 section 4.1). Email is the one address of it.
type User struct {
	UserName    string
	ExternalID  string
	DisplayName string
	GivenName   string
	FamilyName  string
	Email       string
	Active      bool
}

// ParseUser reads a User as it is made or replaced. Who isn't said to be inactive is active.
func ParseUser(body []byte) (User, error) {
	o, err := parse(body)
	if err != nil {
		return User{}, err
	}
	u := User{Active: true}
	for _, name := range []string{"username", "externalid", "displayname", "name", "emails", "active"} {
		value, there := o[name]
		if !there || value == nil {
			continue
		}
		if err := u.set(Change{replaces, path{attribute: name}, value}); err != nil {
			return User{}, err
		}
	}
	return u, u.complete()
}

// Patch makes the changes, each after the other. An address that was the userName stays it.
func (u *User) Patch(changes []Change) error {
	before := *u
	for _, c := range changes {
		outside, err := c.outside()
		if err != nil {
			return err
		}
		if outside {
			continue
		}
		if err := u.set(c); err != nil {
			return err
		}
	}
	if u.Email == before.Email && strings.EqualFold(before.Email, before.UserName) {
		u.Email = ""
	}
	return u.complete()
}

// complete fills what follows from the rest.
func (u *User) complete() error {
	if u.UserName == "" {
		return invalid("userName", "must not be empty")
	}
	if u.Email == "" {
		u.Email = u.UserName
	}
	if u.DisplayName == "" {
		u.DisplayName = strings.TrimSpace(u.GivenName + " " + u.FamilyName)
	}
	return nil
}

func (u *User) set(c Change) (err error) {
	switch c.target.attribute {
	case "username":
		u.UserName, err = c.text("userName")
	case "externalid":
		u.ExternalID, err = c.text("externalId")
	case "displayname":
		u.DisplayName, err = c.text("displayName")
	case "active":
		u.Active, err = truth("active", c.value)
	case "name":
		err = u.setName(c)
	case "emails":
		err = u.setEmail(c)
	default:
		err = badPath()
	}
	return err
}

func (u *User) setName(c Change) (err error) {
	switch c.target.sub {
	case "givenname":
		u.GivenName, err = c.text("name.givenName")
	case "familyname":
		u.FamilyName, err = c.text("name.familyName")
	case "formatted", "middlename", "honorificprefix", "honorificsuffix":
	case "":
		err = u.setWholeName(c)
	default:
		err = badPath()
	}
	return err
}

func (u *User) setWholeName(c Change) error {
	if c.op == removes || c.value == nil {
		u.GivenName, u.FamilyName = "", ""
		return nil
	}
	o, err := fold(c.value)
	if err != nil {
		return err
	}
	for _, sub := range []string{"givenname", "familyname"} {
		if value, there := o[sub]; there {
			if err := u.setName(Change{replaces, path{attribute: "name", sub: sub}, value}); err != nil {
				return err
			}
		}
	}
	return nil
}

// setEmail keeps the one address: of a list the primary one, else the one for work, else the first.
func (u *User) setEmail(c Change) (err error) {
	if mine, err := u.meansMine(c.target); err != nil || !mine {
		return err
	}
	switch {
	case c.target.sub != "" && c.target.sub != "value":
		return nil // what kind of address it is, is not kept
	case c.op == removes:
		u.Email = ""
	case c.target.sub == "value":
		u.Email, err = text("emails.value", c.value)
	default:
		u.Email, err = address(c.value)
	}
	return err
}

// meansMine tells whether a path means the address that is kept.
func (u *User) meansMine(p path) (bool, error) {
	if p.where == nil {
		return true, nil
	}
	name, value, simple := p.selects()
	said, _ := value.(string)
	switch {
	case simple && name == "type":
		return strings.EqualFold(said, "work"), nil
	case simple && name == "primary":
		return value == true || strings.EqualFold(said, "true"), nil
	case simple && name == "value" && strings.EqualFold(said, u.Email):
		return true, nil
	}
	return false, problem.SCIM(problem.NoTarget, "No address is meant by the path.")
}

// mostEmails bounds the addresses that are looked at.
const mostEmails = 100

func address(v any) (string, error) {
	if one, is := v.(map[string]any); is {
		v = []any{one}
	}
	list, is := v.([]any)
	if !is || len(list) > mostEmails {
		return "", invalid("emails", "must be a list of at most 100 addresses")
	}
	best, rank := "", 0
	for _, item := range list {
		value, kind, err := email(item)
		if err != nil {
			return "", err
		}
		if value != "" && kind > rank {
			best, rank = value, kind
		}
	}
	return best, nil
}

// email is one address, and how much it is the one that is meant.
func email(item any) (value string, rank int, err error) {
	o, err := fold(item)
	if err != nil {
		return "", 0, err
	}
	if value, err = text("emails.value", o["value"]); err != nil {
		return "", 0, err
	}
	kind, _ := o["type"].(string)
	primary, _ := truth("", o["primary"])
	switch {
	case primary:
		return value, 3, nil
	case strings.EqualFold(kind, "work"):
		return value, 2, nil
	}
	return value, 1, nil
}
