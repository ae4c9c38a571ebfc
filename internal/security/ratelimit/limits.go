package ratelimit

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limit is an operator's own allowance for a class, written "1200/1m".
type Limit struct {
	Burst int
	Per   time.Duration
}

// UnmarshalText reads "requests/period", the period in Go's notation ("1m",
// "30s", "1h"). There is no word for "unlimited" on purpose.
func (l *Limit) UnmarshalText(text []byte) error {
	requests, period, found := strings.Cut(string(text), "/")
	if !found {
		return errors.New(`a rate limit is written like "1200/1m"`)
	}
	burst, err := strconv.Atoi(requests)
	if err != nil {
		return fmt.Errorf("reading a rate limit's requests: %w", err)
	}
	per, err := time.ParseDuration(period)
	if err != nil {
		return fmt.Errorf("reading a rate limit's period: %w", err)
	}
	*l = Limit{Burst: burst, Per: per}
	return Class{Name: "limit", Burst: burst, Per: per}.validate()
}

// MarshalText is the inverse of UnmarshalText.
func (l Limit) MarshalText() ([]byte, error) {
	return []byte(strconv.Itoa(l.Burst) + "/" + l.Per.String()), nil
}

// Limits are the operator's allowances by class name.
type Limits map[string]Limit

// Apply is the class with the operator's allowance where there is one.
func (l Limits) Apply(c Class) Class {
	if own, set := l[c.Name]; set {
		c.Burst, c.Per = own.Burst, own.Per
	}
	return c
}

// Validate names, in one line, the limits that are impossible or belong to no
// class, so that a misspelt class stops the start instead of leaving a default
// in force.
func (l Limits) Validate() error {
	known := make(map[string]Class)
	for _, c := range Classes() {
		known[c.Name] = c
	}
	var faults []string
	for _, name := range slices.Sorted(maps.Keys(l)) {
		class, exists := known[name]
		if !exists {
			faults = append(faults, fmt.Sprintf("no class is named %q", name))
			continue
		}
		if err := l.Apply(class).validate(); err != nil {
			faults = append(faults, fmt.Sprintf("the limit of %q: %v", name, err))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	names := strings.Join(slices.Sorted(maps.Keys(known)), ", ")
	return fmt.Errorf("%s; the classes are %s", strings.Join(faults, "; "), names)
}
