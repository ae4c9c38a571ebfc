package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// request writes an HTTP/1.1 request. It is written once and sent often, so
// that the client takes as little of the machine as it can.
func request(method, path, cookie, body string) []byte {
	out := fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: application/json\r\n", method, path)
	if cookie != "" {
		out = fmt.Appendf(out, "Cookie: %s\r\n", cookie)
	}
	if body != "" {
		out = fmt.Appendf(out, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	return fmt.Appendf(out, "\r\n%s", body)
}

var (
	errResponse   = errors.New("not a response that this client reads")
	lengthHeader  = []byte("Content-Length: ")
	chunkedHeader = []byte("Transfer-Encoding: chunked")
)

// readResponse reads one response of net/http's server and drops its body.
func readResponse(in *bufio.Reader) (status int, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, errResponse
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, errResponse
	}
	length, chunked := 0, false
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if rest, found := bytes.CutPrefix(line, lengthHeader); found {
			if length, err = strconv.Atoi(string(rest)); err != nil {
				return 0, errResponse
			}
		} else if bytes.Equal(line, chunkedHeader) {
			chunked = true
		}
	}
	if chunked {
		return status, dropChunks(in)
	}
	_, err = in.Discard(length)
	return status, err
}

func dropChunks(in *bufio.Reader) error {
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 32)
		if err != nil {
			return errResponse
		}
		if _, err := in.Discard(int(size) + 2); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
	}
}
