package storage

import "github.com/relata-go/relata/failure"

// The errors of the contract. A backend wraps them with the call and the cause.
var (
	// ErrConflict says that a transaction lost against others until its backend
	// gave up. Nothing was written; trying again may succeed.
	ErrConflict = failure.Sentinel(failure.Conflict, "storage.ErrConflict", "transaction conflict")
	// ErrAmbiguous says that the outcome of a commit is not known. Repeating an
	// operation that carries an id of the caller finds out.
	ErrAmbiguous = failure.Sentinel(failure.OutcomeUnknown, "storage.ErrAmbiguous", "outcome of the commit is unknown")
	// ErrTooLarge says that a transaction has more changes than a commit takes. Nothing
	// was written; fewer operations at once may succeed.
	ErrTooLarge = failure.Sentinel(failure.TooLarge, "storage.ErrTooLarge", "transaction is too large")
	// ErrSnapshot says that a View took longer than the snapshot could be kept.
	// Beginning again may succeed.
	ErrSnapshot = failure.Sentinel(failure.Unavailable, "storage.ErrSnapshot", "snapshot is too old")
	// ErrClosed says that the Storage was closed.
	ErrClosed = failure.Sentinel(failure.Closed, "storage.ErrClosed", "storage is closed")
	// ErrInvalid says that a question is out of range: a defect of the caller.
	ErrInvalid = failure.Sentinel(failure.Invalid, "storage.ErrInvalid", "invalid question")
	// ErrUnanswered says that a Read left out a question, which is legal: the backend
	// does not know this family of rows or this kind of page, as when the backend is
	// older than the package that asks. A newer version of the backend may know them.
	ErrUnanswered = failure.Sentinel(failure.Internal, "storage.ErrUnanswered", "unanswered question")
	// ErrCorrupt says that stored rows cannot be rows that the backend wrote.
	ErrCorrupt = failure.Sentinel(failure.Corrupt, "storage.ErrCorrupt", "storage is corrupt")
)
