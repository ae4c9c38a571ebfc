package endpoint

import (
	"bytes"
	"errors"
	"io"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	strict "github.com/go-json-experiment/json"
)

func init() {
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError { return fromHuma(status, msg, errs) }
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		answer := fromHuma(status, msg, errs)
		if x, ok := ctx.Context().Value(exchangeKey{}).(*exchange); ok && x.scim {
			return inSCIM(answer.of, x)
		}
		_, w := humago.Unwrap(ctx)
		answer.RequestID = requestID(w)
		return answer
	}
}

// strictJSON refuses unknown and duplicate members, members in another letter
// case and invalid UTF-8, so that nothing is read differently than it was checked.
var strictJSON = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		text, err := strict.Marshal(v)
		if err != nil {
			return err
		}
		_, _ = w.Write(text) // the client is gone: nobody is left to be told
		return nil
	},
	Unmarshal: func(data []byte, v any) error {
		if err := strict.Unmarshal(data, v, strict.RejectUnknownMembers(true)); err != nil {
			return err
		}
		if parsed, ok := v.(*any); ok && bytes.Contains(data, escapedNUL) && holdsNUL(*parsed) {
			return errNUL
		}
		return nil
	},
}

// A NUL can only be written as an escape: as it is, JSON forbids it.
var (
	escapedNUL = []byte(`\u0000`)
	errNUL     = errors.New("must not hold U+0000")
)

// bodyField finds the field that takes the body.
func bodyField[In any]() (reflect.StructField, bool) {
	return reflect.TypeFor[In]().FieldByName("Body")
}
