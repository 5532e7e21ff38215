package association

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A TooOldError says that the history which an answer needs may have been dropped by
// [Graph.TrimHistory]. errors.Is(err, [ErrTooOld]) holds.
type TooOldError struct {
	At      int64 // what was asked about, Unix nanoseconds; of a Token zero
	Token   Token // what was to be gone on from, else zero
	Horizon int64 // since when history is whole, Unix nanoseconds
}

// Error names the time or the token, and the horizon.
func (e *TooOldError) Error() string {
	what := "token " + e.Token.String()
	if e.Token.IsZero() {
		what = stamped(e.At)
	}
	return fmt.Sprintf("%s is too old: history is whole since %s, ask about a later time", what, stamped(e.Horizon))
}

// stamped returns a time as errors show it.
func stamped(at int64) string { return time.Unix(0, at).UTC().Format(time.RFC3339Nano) }

// Is reports whether target is [ErrTooOld].
func (e *TooOldError) Is(target error) bool { return target == ErrTooOld }

// A horizon is what the account's memo says of the history that was dropped. The zero
// horizon is that of a history which is whole.
type horizon struct {
	Since int64  // no event of this time or later was ever dropped; Unix nanoseconds
	Walk  uint64 // how many walks began, from 1: the number of the last
	At    string // the place up to which that walk has come
	Done  bool   // that walk has come to its end
	Gone  string // the last place of which something was dropped
}

// horizonMemo is the key of the account's memo.
const horizonMemo = "history"

// horizonOf reads the memo, which is in the batch.
func horizonOf(m *storage.Metadata) (horizon, error) {
	var h horizon
	if m.Was == "" {
		return h, nil
	}
	if err := json.Unmarshal([]byte(m.Was), &h); err != nil {
		return h, fmt.Errorf("%w: memo %q: %w", storage.ErrCorrupt, m.Key, err)
	}
	return h, nil
}

// text returns what the memo says.
func (h horizon) text() string {
	text, _ := json.Marshal(h) // texts and numbers can always be written
	return string(text)
}

// RetainedSince returns the horizon of the history that a store keeps: every event of that
// time or later is there, Unix nanoseconds. It is zero where nothing was ever dropped. It
// is for tools that look at a store from below, and for a host that shows how far back
// its users may ask; [Reader.RetainedSince] asks a graph.
func RetainedSince(ctx context.Context, from storage.Reader) (int64, error) {
	b := storage.Batch{Metadata: []storage.Metadata{{Key: horizonMemo}}}
	if err := from.Read(ctx, &b); err != nil {
		return 0, err
	}
	h, err := horizonOf(&b.Metadata[0])
	return h.Since, err
}

// RetainedSince returns since when history is whole, in Unix nanoseconds, or zero where
// nothing of it was ever dropped; see [Graph.TrimHistory].
func (r Reader) RetainedSince(ctx context.Context) (int64, error) {
	if r.snapshot != nil {
		return RetainedSince(ctx, r.snapshot)
	}
	return RetainedSince(ctx, r.core.store)
}

// A RecordState says whether a record stood: it was alive, deleted, or merged into another. The
// zero RecordState is alive, as is a record that nobody ever heard of.
type RecordState struct {
	Status storage.RecordStatus
	Into   record.Ref // of a merged one: what it was merged into, directly
}
