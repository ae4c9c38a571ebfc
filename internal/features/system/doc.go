// Package system has what an installation tells about itself: whether it lives
// and is ready, and what its API is. It knows no workspace and no person.
package system
