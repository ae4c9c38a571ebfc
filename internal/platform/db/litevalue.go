package db

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// toLite turns an argument of generated code into what SQLite stores: times are
// microseconds since 1970, ids are BLOBs, nil pointers are NULL.
func toLite(arg any) (driver.Value, error) {
	switch v := arg.(type) {
	case nil:
		return nil, nil
	case string:
		return textToLite(v)
	case int64, float64, bool:
		return v, nil
	case []byte:
		if v == nil {
			return nil, nil
		}
		return v, nil
	case time.Time:
		return v.UnixMicro(), nil
	case *time.Time:
		if v == nil {
			return nil, nil
		}
		return v.UnixMicro(), nil
	case *string:
		if v == nil {
			return nil, nil
		}
		return textToLite(*v)
	case driver.Valuer:
		if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
			return nil, nil
		}
		return v.Value()
	}
	return reflectToLite(reflect.ValueOf(arg))
}

var errNotText = errors.New("text must be UTF-8 without NUL")

// textToLite refuses what PostgreSQL refuses, so that one database can be moved
// into the other.
func textToLite(s string) (driver.Value, error) {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return nil, errNotText
	}
	return s, nil
}

// reflectToLite handles pointers and named types, which are rarer.
func reflectToLite(v reflect.Value) (driver.Value, error) {
	switch v.Kind() { //nolint:exhaustive // what isn't listed can't be stored
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return toLite(v.Elem().Interface())
	case reflect.String:
		return textToLite(v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("SQLite has no form for %s", v.Type())
}

// fromLite puts a stored value into a destination of generated code.
func fromLite(dst any, src driver.Value) error {
	switch d := dst.(type) {
	case *string:
		if s, ok := src.(string); ok {
			*d = s
			return nil
		}
	case *int64:
		if n, ok := src.(int64); ok {
			*d = n
			return nil
		}
	case *bool:
		if n, ok := src.(int64); ok {
			*d = n != 0
			return nil
		}
	case *time.Time:
		if n, ok := src.(int64); ok {
			*d = time.UnixMicro(n).UTC()
			return nil
		}
	case *[]byte:
		return bytesFromLite(d, src)
	case sql.Scanner:
		return d.Scan(src)
	}
	return reflectFromLite(reflect.ValueOf(dst), src)
}

func bytesFromLite(dst *[]byte, src driver.Value) error {
	switch v := src.(type) {
	case nil:
		*dst = nil
	case []byte:
		if v == nil { // the driver's form of an empty BLOB; NULL has no type
			v = []byte{}
		}
		*dst = v
	case string:
		*dst = []byte(v)
	default:
		return fmt.Errorf("cannot read %T as bytes", src)
	}
	return nil
}

func reflectFromLite(dst reflect.Value, src driver.Value) error {
	if dst.Kind() != reflect.Pointer || dst.IsNil() {
		return fmt.Errorf("cannot read into %s", dst.Type())
	}
	target := dst.Elem()
	if target.Kind() == reflect.Pointer {
		if src == nil {
			target.SetZero()
			return nil
		}
		target.Set(reflect.New(target.Type().Elem()))
		return fromLite(target.Interface(), src)
	}
	value := reflect.ValueOf(src)
	if src == nil || !convertible(value.Kind(), target.Kind()) {
		return fmt.Errorf("cannot read %T as %s", src, target.Type())
	}
	target.Set(value.Convert(target.Type()))
	return nil
}

// convertible allows a named type to stand for its own kind and numbers for
// numbers; in particular an integer never becomes a string of one character.
func convertible(from, to reflect.Kind) bool {
	if from == to {
		return true
	}
	number := func(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Float64 }
	return number(from) && number(to)
}
