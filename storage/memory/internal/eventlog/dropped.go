package eventlog

import "github.com/relata-go/relata/storage/memory/internal/chunked"

// A bitmap has a bit for each event of a chunk: set if the event was dropped.
type bitmap [chunked.Len / 64]uint64

// IsDropped reports whether event i was dropped.
func (l *Log) IsDropped(i uint32) bool {
	chunk := int(i / chunked.Len)
	return chunk < len(l.dropped) && l.dropped[chunk] != nil &&
		l.dropped[chunk][i%chunked.Len/64]&(1<<(i%64)) != 0
}

// Drop marks event i as dropped. committed is the log of the last commit. The list of
// bitmaps and the bitmap itself are copied before the first change of a transaction,
// since snapshots share those of the committed log.
func (l *Log) Drop(committed *Log, i uint32) {
	chunk := int(i / chunked.Len)
	if len(l.dropped) <= chunk || len(committed.dropped) > 0 && &l.dropped[0] == &committed.dropped[0] {
		longer := make([]*bitmap, l.entries.Chunks())
		copy(longer, l.dropped)
		l.dropped = longer
	}
	switch {
	case l.dropped[chunk] == nil:
		l.dropped[chunk] = new(bitmap)
	case chunk < len(committed.dropped) && l.dropped[chunk] == committed.dropped[chunk]:
		own := *l.dropped[chunk]
		l.dropped[chunk] = &own
	}
	l.dropped[chunk][i%chunked.Len/64] |= 1 << (i % 64)
}
