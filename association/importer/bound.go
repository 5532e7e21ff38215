package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MaxRow is the greatest size of a row that is read, in bytes, inclusive: all of its
// cells, mapped or not, with their quotes and the end of its last line. The header is a
// row too.
const MaxRow = 1 << 20

// errFull is the error of a bound that has given a row all the bytes it may take.
var errFull = errors.New("the row is too large")

// A bound lies between a file and the csv.Reader of it, which gathers a row whatever its
// size: it counts lines, and ends a row that takes too much. It hands out at most one
// line at a time, so that the buffer of a csv.Reader is empty whenever Read of it
// returns, and another one can go on after it.
type bound struct {
	in     *bufio.Reader
	room   int   // the most bytes of a row
	left   int   // of them, for the present row
	line   int   // of the next byte, from 1
	within bool  // whether the line of the next byte has begun
	err    error // why the present row got no more bytes; nil: it got all it asked for
}

func newBound(r io.Reader, room int) *bound {
	return &bound{in: bufio.NewReaderSize(r, 64<<10), room: room, line: 1}
}

// begin gives room for a row and returns the line where it begins. Blank lines before it
// are none of it, so that any number of them may be there.
func (b *bound) begin() int {
	b.left, b.err = b.room, nil
	for {
		next, _ := b.in.Peek(len("\r\n")) // an error comes again when the row is read
		switch {
		case bytes.HasPrefix(next, []byte("\n")):
			next = next[:1]
		case !bytes.Equal(next, []byte("\r\n")):
			return b.line
		}
		_, _ = b.in.Discard(len(next))
		b.line++
	}
}

// Read hands out what is there of the present line. The end of the file ends its last
// line, so that a row that gets io.EOF has an open quote.
func (b *bound) Read(p []byte) (int, error) {
	switch _, err := b.in.Peek(1); {
	case err == io.EOF && b.within:
		return b.hand(p, []byte("\n")), nil
	case err != nil:
		b.err = err
		return 0, err
	case b.left == 0:
		b.err = errFull
		return 0, errFull
	}
	ready, _ := b.in.Peek(min(b.in.Buffered(), b.left, len(p)))
	n := b.hand(p, ready)
	b.left -= n
	return b.in.Discard(n)
}

// hand copies the bytes to p, up to the end of the line, and returns how many.
func (b *bound) hand(p, ready []byte) int {
	end := bytes.IndexByte(ready, '\n')
	b.within = end < 0
	if !b.within {
		ready = ready[:end+1]
		b.line++
	}
	return copy(p, ready)
}

// skip drops the rest of a line that has begun.
func (b *bound) skip() {
	for b.within {
		_, err := b.in.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && err != io.EOF {
			b.err = err
		}
		b.within = false
		b.line++
	}
}

// full says that a row is dropped for which there is no room, from its first line to the
// one before the present line.
func (b *bound) full(first int) error {
	if last := b.line - 1; first < last {
		return fmt.Errorf("the row has more than %d bytes: lines %d to %d are not read, a quote in them may never be closed", b.room, first, last)
	}
	return fmt.Errorf("the row has more than %d bytes", b.room)
}
