package memory

import (
	"fmt"
	"math"

	"github.com/relata-go/relata/storage"
)

// A header is a record seen towards a type: how many links there are, the primary,
// and the newest of their events. The header of kind zero has the events of the
// record's life. It has no pointers, and 24 bytes.
type header struct {
	of     handle
	toward handle // the kind, and the primary's value: its handle if there is one
	count  uint32
	head   uint32 // the newest event's number + 1
}

func (h *header) kind() kind { return h.toward.kind() }

// primary returns the handle of the primary, zero for none.
func (h *header) primary() handle {
	if h.toward.isHeader() {
		return 0
	}
	return h.toward
}

// isEmpty reports whether the header is no side: it may be there for its events only,
// or for what once was.
func (h *header) isEmpty() bool { return h.count == 0 && h.toward.isHeader() }

// setSummary keeps the kind: primary is of it, or zero.
func (h *header) setSummary(count int, primary handle) error {
	if err := checkCount(count); err != nil {
		return err
	}
	h.count, h.toward = uint32(count), h.kind().handle()|primary
	return nil
}

func checkCount(count int) error {
	if count < 0 || count > math.MaxUint32 {
		return fmt.Errorf("%w: a count of %d links does not fit", storage.ErrTooLarge, count)
	}
	return nil
}
