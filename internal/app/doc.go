// Package app composes TaskFlow: it opens the database, builds the path of a
// request, lists the features and serves them. The tests of the architecture
// and their golden files are here, because only here everything is in sight.
package app
