package geo

import "github.com/oschwald/maxminddb-golang/v2"

// Read is Open of a file's content.
func Read(content []byte) (*Places, error) {
	reader, err := maxminddb.OpenBytes(content)
	if err != nil {
		return nil, err
	}
	return of(reader)
}
