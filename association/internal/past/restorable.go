package past

import (
	"time"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// RestorableFor returns for how long after its deletion a record can be restored. keep is that
// time by the options of today. A record that was deleted when that time was longer keeps the
// longer time.
func RestorableFor(state storage.RecordState, keep time.Duration) time.Duration {
	if state.Status != storage.Deleted {
		return keep
	}
	return max(keep, time.Duration(state.Expires-state.At))
}

// IsDeletionOrRestore reports whether an event says that a record was deleted, or restored
// after a deletion.
func IsDeletionOrRestore(e *history.Event, of record.Ref) bool {
	return e.A == of && (e.Subject == history.Deleted || e.Subject == history.Restored && e.B.IsZero())
}
