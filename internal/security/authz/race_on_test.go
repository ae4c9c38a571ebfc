//go:build race

package authz_test

// raceEnabled: the detector makes a decision ten times as slow, and decisions share nothing.
const raceEnabled = true
