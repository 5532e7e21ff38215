package draft

// A Restart is the reason why something is decided again. A Restart travels as an error, and
// the transaction handles every reason in one place. No caller of the graph ever sees a Restart.
type Restart uint8

// The reasons.
const (
	// MoreRows: the operation asked for rows that are still to be read. The operation
	// is decided again after the next Read of the same attempt.
	MoreRows Restart = iota + 1
	// LaterTime: an event of the operation has a time already that turned out to be too
	// early. The operation is decided again with the later time.
	LaterTime
	// MoreLocks: an operation needs a record that is not locked, or the operations of a
	// Do, which share their time, need a later time. The transaction starts over, with the
	// locks and from the time that were found.
	MoreLocks
	// NewSchema: the stored schema is not the schema that decisions were made under.
	// The transaction starts over.
	NewSchema
)

var restartWords = [...]string{"", "more rows are to be read", "the time of the operation was too early", "more records are to be locked, or a later time is shared", "the schema has changed"}

// Error returns the reason in words, for a log of the engine's own.
func (r Restart) Error() string { return "association: " + restartWords[r] }
