package endpoint

import (
	"io"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	strict "github.com/go-json-experiment/json"
)

func init() {
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError { return fromHuma(status, msg, errs) }
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return fromHuma(status, msg, errs)
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
		return strict.Unmarshal(data, v, strict.RejectUnknownMembers(true))
	},
}

// bodyField finds the field that takes the body.
func bodyField[In any]() (reflect.StructField, bool) {
	return reflect.TypeFor[In]().FieldByName("Body")
}
