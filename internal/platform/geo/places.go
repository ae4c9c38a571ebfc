// Package geo says where in the world an internet address is, by a file that the
// operator supplies. Nothing may depend on it: an address without a place is as good.
package geo

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"
)

// Place is a city and its country; what isn't known is empty.
type Place struct {
	City    string // in English
	Country string // ISO 3166-1 alpha-2
}

func (p Place) String() string {
	if p.City != "" && p.Country != "" {
		return p.City + ", " + p.Country
	}
	return p.City + p.Country
}

// Places are those of a file in the MaxMind DB format. The zero value and nil know none.
type Places struct{ reader *maxminddb.Reader }

// Open maps the file into memory, so that only what is looked up is read. A newer file
// takes its place by a rename and a restart: one that is cut short while it is mapped
// would end the program.
func Open(path string) (*Places, error) {
	reader, err := maxminddb.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the file of places: %w", err)
	}
	return of(reader)
}

// of keeps to files that have places in them.
func of(reader *maxminddb.Reader) (*Places, error) {
	// As GeoLite2-City, GeoIP2-Country, DBIP-City-Lite: one of networks or providers has no places.
	if kind := strings.ToLower(reader.Metadata.DatabaseType); !strings.Contains(kind, "city") && !strings.Contains(kind, "country") {
		return nil, errors.Join(fmt.Errorf("the file is of the type %q, which has neither cities nor countries", reader.Metadata.DatabaseType), reader.Close())
	}
	return &Places{reader}, nil
}

// Close ends the mapping.
func (p *Places) Close() error {
	if p == nil || p.reader == nil {
		return nil
	}
	return p.reader.Close()
}

// record is what is read of an entry, by the names of GeoIP2 and GeoLite2.
type record struct {
	City struct {
		Names struct {
			English string `maxminddb:"en"`
		} `maxminddb:"names"`
	} `maxminddb:"city"`
	Country struct {
		Code string `maxminddb:"iso_code"`
	} `maxminddb:"country"`
}

func (r record) place() Place { return Place{City: r.City.Names.English, Country: r.Country.Code} }

// Of is where an address is. What isn't out on the internet is nowhere, whatever the
// file says, and so is what a damaged file can't tell.
func (p *Places) Of(address netip.Addr) Place {
	address = address.Unmap()
	if p == nil || p.reader == nil || !address.IsGlobalUnicast() || address.IsPrivate() {
		return Place{}
	}
	var found record
	if err := p.reader.Lookup(address.WithZone("")).Decode(&found); err != nil {
		return Place{}
	}
	return found.place()
}
