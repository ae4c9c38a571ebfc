package app

import (
	"fmt"

	"github.com/valkey-io/valkey-go"

	"taskflow/internal/platform/config"
	"taskflow/internal/platform/geo"
	"taskflow/internal/platform/password"
)

// files are those that the operator supplies and TaskFlow looks things up in; nil where
// none is configured.
type files struct {
	breached *password.Breached
	places   *geo.Places
}

func openFiles(s *config.Serve) (f files, err error) {
	if f.breached, err = breachedOf(s); err != nil {
		return files{}, err
	}
	if f.places, err = placesOf(s); err != nil {
		f.close()
		return files{}, err
	}
	return f, nil
}

func (f files) close() {
	if f.breached != nil {
		_ = f.breached.Close() // it was only read
	}
	_ = f.places.Close() // it was only read
}

func breachedOf(s *config.Serve) (*password.Breached, error) {
	if s.Breached == "" {
		return nil, nil
	}
	breached, err := password.OpenBreached(s.Breached)
	if err != nil {
		return nil, fmt.Errorf("--breached-passwords (TASKFLOW_BREACHED_PASSWORDS): %w", err)
	}
	return breached, nil
}

func placesOf(s *config.Serve) (*geo.Places, error) {
	if s.GeoDatabase == "" {
		return nil, nil
	}
	places, err := geo.Open(s.GeoDatabase)
	if err != nil {
		return nil, fmt.Errorf("--geo-database (TASKFLOW_GEO_DATABASE): %w", err)
	}
	return places, nil
}

// release closes what the settings opened.
func release(client valkey.Client, f files) func() {
	return func() {
		if client != nil {
			client.Close()
		}
		f.close()
	}
}

// examineFiles finds out whether what the operator supplied can be looked things up in.
func examineFiles(s *config.Serve) (list []Finding) {
	if s.Breached != "" {
		f := Finding{Name: "passwords", Says: s.Breached + " can be searched for breached passwords"}
		breached, err := breachedOf(s)
		if f.Err = err; err == nil {
			f.Err = breached.Close()
		}
		list = append(list, f)
	}
	if s.GeoDatabase != "" {
		f := Finding{Name: "places", Says: s.GeoDatabase + " says where addresses are"}
		places, err := placesOf(s)
		if f.Err = err; err == nil {
			f.Err = places.Close()
		}
		list = append(list, f)
	}
	return list
}
