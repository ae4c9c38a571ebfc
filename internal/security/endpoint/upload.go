package endpoint

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"taskflow/internal/platform/problem"
)

// firstRead is what is set aside for an upload before any of it is seen: a
// declared length is a claim.
const firstRead = 256 << 10

// ReadUpload reads the body of an endpoint with an Upload, once. It is measured
// here too, because not every request comes by way of the edge.
func (c *Call) ReadUpload() ([]byte, error) { return c.ReadUploadOf(c.spec.Upload) }

// ReadUploadOf is ReadUpload where more media types than one are taken.
func (c *Call) ReadUploadOf(types ...string) ([]byte, error) {
	media, _, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(types, strings.ToLower(media)) {
		return nil, problem.New(problem.CodeUnsupportedMedia, "The body must be "+c.spec.Upload+".", err)
	}
	if c.Request.Body == nil || c.Request.ContentLength == 0 {
		return nil, problem.BadRequest("The body is empty.")
	}
	most := c.spec.MaxBody
	declared := c.Request.ContentLength
	if declared < 0 || declared > most {
		declared = most
	}
	return readUpload(c.Request.Body, declared, most)
}

// readUpload doubles its space as bytes come, up to what was declared: it never
// holds much more than twice of what was really sent.
func readUpload(from io.Reader, declared, most int64) ([]byte, error) {
	file := make([]byte, 0, min(declared+1, firstRead))
	for {
		if len(file) == cap(file) {
			larger := make([]byte, len(file), min(2*int64(cap(file)), max(declared, int64(len(file)))+1))
			copy(larger, file)
			file = larger
		}
		n, err := from.Read(file[len(file):cap(file)])
		file = file[:len(file)+n]
		switch {
		case int64(len(file)) > most:
			return nil, problem.TooLarge(most)
		case errors.Is(err, io.EOF):
			return file, nil
		case err != nil:
			return nil, fmt.Errorf("reading the body: %w", err)
		}
	}
}

// describeUpload comes after the registration: what huma knows of a body, it reads.
func describeUpload(op *huma.Operation, s Spec) {
	if op == nil {
		return
	}
	if s.Upload != "" {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{s.Upload: {
			Schema: &huma.Schema{Description: fmt.Sprintf("The file as it is, of %d bytes at most", s.MaxBody)},
		}}}
	}
	if s.Otherwise != 0 {
		op.Responses[strconv.Itoa(s.Otherwise)] = op.Responses[strconv.Itoa(s.Success)]
	}
}
