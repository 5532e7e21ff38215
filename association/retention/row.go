package retention

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/relata-go/relata/storage"
)

// Key is the key of the metadata row that holds a [Row].
const Key = "history"

// A Row says which part of an account's history was dropped, and how far the trim that is
// under way has come. The zero Row is that of a history that was never trimmed.
type Row struct {
	Since int64  // no event of this time or later was ever dropped; Unix nanoseconds
	Walk  uint64 // number of trims that began, which is the number of the last trim
	At    string // the place in the feed up to which that trim has come
	Done  bool   // the last trim has ended
	Gone  string // the last place in the feed of which an event was dropped
}

// Parse reads the row from its metadata. The error is a [storage.ErrCorrupt].
func Parse(m *storage.Metadata) (Row, error) {
	var row Row
	if m.Was == "" {
		return row, nil
	}
	if err := json.Unmarshal([]byte(m.Was), &row); err != nil {
		return row, fmt.Errorf("%w: metadata %q: %w", storage.ErrCorrupt, m.Key, err)
	}
	return row, nil
}

// String returns the text that is stored, which [Parse] reads.
func (r Row) String() string {
	text, _ := json.Marshal(r) // texts and numbers can always be written
	return string(text)
}

// Check returns a [TooOldError] when events since the given time, Unix nanoseconds
// inclusive, may have been dropped.
func (r Row) Check(since int64) error {
	if since < r.Since {
		return &TooOldError{At: since, Since: r.Since}
	}
	return nil
}

// Since returns the time since when all events in a store are there: every event of that time
// or later is kept. The unit is Unix nanoseconds; zero means that nothing was ever dropped. It
// serves tools that read a store without a graph.
func Since(ctx context.Context, from storage.Reader) (int64, error) {
	b := storage.Batch{Metadata: []storage.Metadata{{Key: Key}}}
	if err := from.Read(ctx, &b); err != nil {
		return 0, err
	}
	row, err := Parse(&b.Metadata[0])
	return row.Since, err
}
