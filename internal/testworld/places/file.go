// Package places makes files of places as operators get them, for tests.
package places

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
	"go4.org/netipx"

	"taskflow/internal/platform/geo"
)

// File is where a file is that says what is where, by network.
func File(t testing.TB, known map[string]geo.Place) string {
	t.Helper()
	return Typed(t, "Test-City", known)
}

// Typed is a File that says of itself what it is.
func Typed(t testing.TB, kind string, known map[string]geo.Place) string {
	t.Helper()
	tree, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: kind, RecordSize: 24, IncludeReservedNetworks: true})
	if err != nil {
		t.Fatal(err)
	}
	for network, place := range known {
		if err := tree.Insert(netipx.PrefixIPNet(netip.MustParsePrefix(network)), record(place)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "places.mmdb")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.WriteTo(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func record(place geo.Place) mmdbtype.Map {
	of := mmdbtype.Map{}
	if place.City != "" {
		of["city"] = mmdbtype.Map{"names": mmdbtype.Map{"en": mmdbtype.String(place.City), "de": mmdbtype.String("…")}}
	}
	if place.Country != "" {
		of["country"] = mmdbtype.Map{"iso_code": mmdbtype.String(place.Country)}
	}
	return of
}
