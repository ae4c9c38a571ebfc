package board

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"taskflow/internal/platform/problem"
)

// A refusal names a place by our own names for it and a byte offset; what stands there is never repeated.

func refuse(where, reason string) error {
	return problem.InvalidField("file", at(where)+reason)
}

func malformed(where, reason string, cause error) error {
	return problem.New(problem.CodeBadRequest, at(where)+reason, cause)
}

func tooMany(where string, limit int) error {
	return problem.New(problem.CodeTooLarge, fmt.Sprintf("%sonly %d fit in one import", at(where), limit), nil)
}

func at(where string) string {
	if where == "" {
		return ""
	}
	return where + ": "
}

// syntax turns a decoder's error into a problem. The decoder's own text quotes the input, so it stays private.
func syntax(where string, err error) error {
	var bad *jsontext.SyntacticError
	offset := ""
	if errors.As(err, &bad) {
		offset = fmt.Sprintf(" near byte %d", bad.ByteOffset)
	}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return malformed(where, "an object has the same member twice"+offset, err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return malformed(where, "the file ends too early"+offset+"; it seems to be cut off", err)
	}
	return malformed(where, "this isn't JSON"+offset, err)
}
