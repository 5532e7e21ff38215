package storage

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A Schema is the account's document of types, labels, limits and primary rules. To a
// backend the document is only bytes.
type Schema struct {
	Have     uint64 // asked: the version that the caller knows; 0: none
	Version  uint64 // answered: the stored version; 0: none was ever written
	Document []byte // answered when Version differs from Have

	// Body is to be written: the document of version Version+1, 1 to MaxDocument
	// bytes. Nil writes nothing. With a Body the zero Ref is among the anchors.
	Body []byte
}

// A Record is the state of one record. A state is stored only for ids that were deleted
// or merged; a backend may keep a row to lock for any id. The engine asks for every
// record that an operation changes.
type Record struct {
	Of       record.Ref
	Was, Now RecordState

	// Newest is the time of the newest event that ever named the record, also if the
	// event was dropped. If that time is before Batch.Clock, a backend may answer with
	// any lesser value.
	Newest record.Time
}

// A RecordState says whether a record can be written to. The zero RecordState is alive.
type RecordState struct {
	Status    RecordStatus
	Into      record.ID           // of a merged record: the direct survivor, of the same type
	At        record.Time         // when the record was deleted or merged
	Expires   record.Time         // restorable up to and including this time; 0: no longer
	Operation history.OperationID // that deleted or merged the record
}

// A RecordStatus is alive, deleted or merged.
type RecordStatus uint8

// The states of a record. A backend stores any value, also of states that are added later.
const (
	Alive RecordStatus = iota
	Deleted
	Merged
)

// An Operation is the stored result of an operation that has an id of its caller's.
type Operation struct {
	ID       history.OperationID
	Was, Now StoredResult
}

// A StoredResult answers a repetition of an operation. The zero StoredResult means that the
// operation has not been done.
type StoredResult struct {
	Fingerprint [16]byte    // of the request
	Result      string      // in the engine's own form, at most MaxResult bytes
	At          record.Time // when the operation was done; never 0
}

// A Metadata is a small text that the engine keeps for its own use, such as how far a
// backfill came, or since when history is kept.
type Metadata struct {
	Key      string // 1 to MaxMetadataKey bytes of valid UTF-8 without NUL
	Was, Now string // at most MaxMetadata bytes; "" is no row
}

// The greatest sizes in bytes, inclusive. The engine never exceeds them.
const (
	MaxDocument    = 1 << 20
	MaxResult      = 64 << 10
	MaxMetadataKey = 255
	MaxMetadata    = 4 << 10
)

// A Degree says how many links a record has towards a type, and which neighbour is its
// primary there. With a Label, only the links that carry the label count. The engine
// writes such rows if the label has a limit; they have no primary.
type Degree struct {
	Of       record.Ref
	To       record.Type
	Label    label.TypeID // zero: every link
	Was, Now Summary
}

// A Summary is the value of a Degree. The zero Summary is stored as no row, so an
// account with many records and few links stays small.
type Summary struct {
	Count   int
	Primary record.ID // "" for none
}

// A Link is a link, or the place of a link that does not exist: one row for both ends.
// A is before B in Ref order, so every link has exactly one key.
type Link struct {
	A, B     record.Ref
	Was, Now history.State
}
