package config

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// RateLimit is another allowance for one class of requests.
type RateLimit struct {
	Class string
	Count int
	Per   time.Duration
}

// RateLimitsByClass returns the allowances that the operator changed.
func (s *Serve) RateLimitsByClass() map[string]RateLimit {
	byClass := make(map[string]RateLimit, len(s.RateLimits))
	for _, limit := range s.RateLimits {
		byClass[limit.Class] = limit
	}
	return byClass
}

var (
	className = regexp.MustCompile(`^[a-z][a-z_-]{0,31}$`)
	errRate   = errors.New("expected CLASS=N/TIME, such as read=1200/1m")
)

// UnmarshalText reads CLASS=N/TIME.
func (r *RateLimit) UnmarshalText(text []byte) error {
	class, rest, found := strings.Cut(string(text), "=")
	count, per, divided := strings.Cut(rest, "/")
	if !found || !divided || !className.MatchString(class) {
		return errRate
	}
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 || n > 1_000_000 {
		return errRate
	}
	window, err := time.ParseDuration(per)
	if err != nil || window < time.Second || window > 24*time.Hour {
		return fmt.Errorf("%w, with a time from 1s to 24h", errRate)
	}
	*r = RateLimit{Class: class, Count: n, Per: window}
	return nil
}

func (s *Serve) validateRateLimits() error {
	seen := map[string]bool{}
	for _, limit := range s.RateLimits {
		if seen[limit.Class] {
			return settingError("rate-limit", "the class "+limit.Class+" is given twice")
		}
		seen[limit.Class] = true
	}
	return nil
}
