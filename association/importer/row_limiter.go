package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MaxRow is the greatest size of a row that is read, in bytes, inclusive: all cells of the row,
// mapped or not, with their quotes and the end of the last line. The header is a row too.
const MaxRow = 1 << 20

// errRowTooLarge is the error of a rowLimiter after a row has had MaxRow bytes.
var errRowTooLarge = errors.New("the row is too large")

// A rowLimiter is the reader between a file and its csv.Reader. A csv.Reader collects a row of
// any size in memory; the rowLimiter ends a row that is too large, and counts lines.
//
// Each Read returns at most a single line. So the buffer of the csv.Reader is empty after each
// row, and a new csv.Reader can continue after an error without losing bytes.
type rowLimiter struct {
	in     *bufio.Reader
	max    int   // bytes of a row, inclusive
	left   int   // bytes that the current row may still have
	line   int   // of the next byte, from 1
	inLine bool  // whether a part of the next byte's line was returned
	err    error // why the current row got no more bytes; nil: no byte was refused
}

func newRowLimiter(r io.Reader, max int) *rowLimiter {
	return &rowLimiter{in: bufio.NewReaderSize(r, 64<<10), max: max, line: 1}
}

// beginRow begins a new row and returns its first line. The blank lines before the row are
// skipped; they do not count towards its size, so there may be any number of them.
func (l *rowLimiter) beginRow() int {
	l.left, l.err = l.max, nil
	for {
		next, _ := l.in.Peek(len("\r\n")) // Read returns the error again
		switch {
		case bytes.HasPrefix(next, []byte("\n")):
			next = next[:1]
		case !bytes.Equal(next, []byte("\r\n")):
			return l.line
		}
		_, _ = l.in.Discard(len(next))
		l.line++
	}
}

// Read returns bytes of the current line. At the end of the file it adds a missing newline. So
// a row that still gets io.EOF after that has a quote that is not closed.
func (l *rowLimiter) Read(p []byte) (int, error) {
	switch _, err := l.in.Peek(1); {
	case err == io.EOF && l.inLine:
		return l.copyLine(p, []byte("\n")), nil
	case err != nil:
		l.err = err
		return 0, err
	case l.left == 0:
		l.err = errRowTooLarge
		return 0, errRowTooLarge
	}
	ready, _ := l.in.Peek(min(l.in.Buffered(), l.left, len(p)))
	n := l.copyLine(p, ready)
	l.left -= n
	return l.in.Discard(n)
}

// copyLine copies bytes to p, up to and including the end of the line, and returns how many.
func (l *rowLimiter) copyLine(p, ready []byte) int {
	end := bytes.IndexByte(ready, '\n')
	l.inLine = end < 0
	if !l.inLine {
		ready = ready[:end+1]
		l.line++
	}
	return copy(p, ready)
}

// skipLine drops the rest of a line of which a part was returned.
func (l *rowLimiter) skipLine() {
	for l.inLine {
		_, err := l.in.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && err != io.EOF {
			l.err = err
		}
		l.inLine = false
		l.line++
	}
}

// tooLarge returns the error of a row that is dropped because of its size. The row covers the
// lines from first to the line before the current line.
func (l *rowLimiter) tooLarge(first int) error {
	if last := l.line - 1; first < last {
		return fmt.Errorf("the row has more than %d bytes: lines %d to %d are not read, a quote in them may never be closed", l.max, first, last)
	}
	return fmt.Errorf("the row has more than %d bytes", l.max)
}
