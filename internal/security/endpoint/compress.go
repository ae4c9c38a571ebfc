package endpoint

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"taskflow/internal/platform/coding"
)

const (
	// worthIt is the smallest answer that is compressed: a smaller one fits into a packet as it is.
	worthIt = 1 << 10
	// keptRoom is the most that is kept between two answers.
	keptRoom = 1 << 20
)

var (
	varyEncoding = []string{"Accept-Encoding"}
	gzipped      = []string{coding.Gzip}
)

// compressing writes an answer that may be compressed. It holds the status back
// until the body is there, which the encoder writes at once.
type compressing struct {
	http.ResponseWriter
	wanted bool
	held   bool
}

func newCompressing(w http.ResponseWriter, r *http.Request) *compressing {
	accepted := strings.Join(r.Header["Accept-Encoding"], ",")
	return &compressing{ResponseWriter: w, wanted: ownPage(r) && coding.Choose(accepted, coding.Gzip, coding.Identity) == coding.Gzip}
}

// ownPage keeps other sites from having a browser ask by its cookie for what they
// measure the length of (BREACH): the browser itself says that our page asks.
// Whoever sends no cookie has put his credential there himself.
func ownPage(r *http.Request) bool {
	site := r.Header["Sec-Fetch-Site"]
	return len(r.Header["Cookie"]) == 0 || len(site) == 1 && site[0] == "same-origin"
}

// Unwrap is for http.ResponseController.
func (c *compressing) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// WriteHeader lets refusals pass as they are.
func (c *compressing) WriteHeader(status int) {
	if c.held = status == http.StatusOK; !c.held {
		c.ResponseWriter.WriteHeader(status)
	}
}

func (c *compressing) Write(body []byte) (int, error) {
	if !c.held {
		return c.ResponseWriter.Write(body)
	}
	c.held = false
	h := c.Header()
	h["Vary"] = varyEncoding
	if !c.wanted || len(body) < worthIt || len(h["Set-Cookie"]) > 0 {
		c.ResponseWriter.WriteHeader(http.StatusOK)
		return c.ResponseWriter.Write(body)
	}
	return len(body), c.pack(h, body)
}

func (c *compressing) pack(h http.Header, body []byte) error {
	p, _ := packers.Get().(*packer)
	defer p.giveBack()
	if err := p.pack(body); err != nil {
		return err
	}
	h["Content-Encoding"], h["Content-Length"] = gzipped, []string{strconv.Itoa(p.room.Len())}
	c.ResponseWriter.WriteHeader(http.StatusOK)
	_, err := c.ResponseWriter.Write(p.room.Bytes())
	return err
}

// packer is a compressor with the room for what it makes.
type packer struct {
	room   bytes.Buffer
	writer *gzip.Writer
}

var packers = sync.Pool{New: func() any {
	p := &packer{}
	p.writer, _ = gzip.NewWriterLevel(&p.room, gzip.BestSpeed) // only an unknown level fails
	return p
}}

func (p *packer) pack(body []byte) error {
	p.room.Reset()
	p.writer.Reset(&p.room)
	if _, err := p.writer.Write(body); err != nil {
		return err
	}
	return p.writer.Close()
}

func (p *packer) giveBack() {
	if p.room.Cap() <= keptRoom {
		packers.Put(p)
	}
}
