package endpoint

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"taskflow/internal/platform/problem"
)

func TestUploadIsReadWholeAndMeasured(t *testing.T) {
	t.Parallel()
	const most = 3 * firstRead
	for _, size := range []int{1, firstRead - 1, firstRead, firstRead + 1, most} {
		file := bytes.Repeat([]byte("x"), size)
		for _, declared := range []int64{int64(size), most} {
			got, err := readUpload(iotest.HalfReader(bytes.NewReader(file)), declared, most)
			if err != nil || !bytes.Equal(got, file) {
				t.Errorf("%d bytes, %d declared: got %d, %v", size, declared, len(got), err)
			}
		}
	}
	_, err := readUpload(bytes.NewReader(make([]byte, most+1)), most, most)
	if problem.CodeOf(err) != problem.CodeTooLarge {
		t.Errorf("one byte too many: %v", err)
	}
	broken := errors.New("broken off")
	_, err = readUpload(io.MultiReader(bytes.NewReader([]byte("x")), iotest.ErrReader(broken)), most, most)
	if !errors.Is(err, broken) {
		t.Errorf("a broken body: %v", err)
	}
}

// Who declares much and sends nothing is given little.
func TestUploadSetsLittleAsideForAClaim(t *testing.T) {
	t.Parallel()
	got, err := readUpload(bytes.NewReader([]byte("x")), 64<<20, 64<<20)
	if err != nil || cap(got) > firstRead {
		t.Errorf("%d bytes for one, %v", cap(got), err)
	}
}
