package past

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// RestorableFor returns for how long after its deletion a record can be restored, in
// nanoseconds. keep is that time by the options of today. A record that was deleted when
// it was longer keeps the longer time.
func RestorableFor(state storage.RecordState, keep int64) int64 {
	if state.Status != storage.Deleted {
		return keep
	}
	return max(keep, state.Expires-state.At)
}

// IsDeletionOrRestore reports whether an event says that a record was deleted, or restored
// after a deletion.
func IsDeletionOrRestore(e *history.Event, of record.Ref) bool {
	return e.A == of && (e.Subject == history.Deleted || e.Subject == history.Restored && e.B.IsZero())
}
