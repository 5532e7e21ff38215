package memory

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// A side with a label is an item of a tree of its own, which has only those: count,
// then the primary. They are few, since they are written only where a limit stands on
// the label; a side without one is a header.

// sideKey is the place of a side with a label.
func sideKey(of handle, k kind, id label.TypeID) item {
	return item{from: of, to: k.handle() | handle(id.Category)<<32 | handle(id.Number)}
}

func sideLabel(to handle) label.TypeID {
	return label.TypeID{Category: label.Category(to >> 32), Number: uint32(to)}
}

func lessSide(a, b item) bool { return a.from < b.from || a.from == b.from && a.to < b.to }

// setSide makes it a side with a label.
func (it *item) setSide(count int, primary handle) error {
	if err := checkCount(count); err != nil {
		return err
	}
	it.w0, it.w1 = uint64(count), uint64(primary)
	return nil
}

func (it *item) isEmptySide() bool { return it.w0|it.w1 == 0 }

// sideSummary returns what a side with a label stores.
func (s *state) sideSummary(it *item, p *bytealloc.Strings) storage.Summary {
	return storage.Summary{Count: int(it.w0), Primary: s.id(handle(it.w1), p)}
}
