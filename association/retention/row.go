package retention

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Key is the key of the metadata row that holds a [Row].
const Key = "history"

// A Row says which part of an account's history was dropped, and how far the trim that is
// under way has come. The zero Row is that of a history that was never trimmed.
type Row struct {
	Since record.Time // no event of this time or later was ever dropped
	Walk  uint64      // number of trims that began, which is the number of the last trim
	At    string      // the place in the feed up to which that trim has come
	Done  bool        // the last trim has ended
	Gone  string      // the last place in the feed of which an event was dropped
}

// Parse reads the row from its metadata. The error is a [storage.ErrCorrupt].
func Parse(m *storage.Metadata) (Row, error) {
	var row Row
	if m.Was == "" {
		return row, nil
	}
	var stored storedRow
	if err := json.Unmarshal([]byte(m.Was), &stored); err != nil {
		return row, fmt.Errorf("%w: metadata %q: %w", storage.ErrCorrupt, m.Key, err)
	}
	return Row{record.Time(stored.Since), stored.Walk, stored.At, stored.Done, stored.Gone}, nil
}

// A storedRow is the stored form of a Row, which does not change with it.
type storedRow struct {
	Since int64 // Unix nanoseconds
	Walk  uint64
	At    string
	Done  bool
	Gone  string
}

// String returns the text that is stored, which [Parse] reads.
func (r Row) String() string {
	text, _ := json.Marshal(storedRow{int64(r.Since), r.Walk, r.At, r.Done, r.Gone}) // texts and numbers can always be written
	return string(text)
}

// Check returns a [TooOldError] if events of the given time or later may have been dropped.
func (r Row) Check(since record.Time) error {
	if !r.Since.IsZero() && since < r.Since {
		return &TooOldError{At: since, Since: r.Since}
	}
	return nil
}

// Since returns the time since when all events in a store are there: every event of that time
// or later is kept. Zero means that nothing was ever dropped. It
// serves tools that read a store without a graph.
func Since(ctx context.Context, from storage.Reader) (record.Time, error) {
	b := storage.Batch{Metadata: []storage.Metadata{{Key: Key}}}
	if err := from.Read(ctx, &b); err != nil {
		return 0, err
	}
	row, err := Parse(&b.Metadata[0])
	return row.Since, err
}
