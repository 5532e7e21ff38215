package crash

import (
	"errors"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A task is the request to a child.
type task struct {
	Place   string
	Seed    uint64
	Round   int // of the store
	Writers int
	After   storage.Position // the position after which the child's reader begins
	Served  bool             // the server will be killed: errors are to be expected
}

// A report is an answer of a child.
type report struct {
	Writer   int         `json:",omitempty"`
	Call     int         `json:",omitempty"` // from 1
	Outcomes []outcome   `json:",omitempty"` // by operation; none: the call begins
	Seen     []seenEvent `json:",omitempty"` // or these events were seen
	Broken   string      `json:",omitempty"` // or this should not have happened
}

// An outcome is the engine's answer to an operation, or to an edit.
type outcome struct {
	Fate   fate
	Result association.Result `json:",omitzero"`
}

// A seenEvent is an event that a reader saw, with the place.
type seenEvent struct {
	Position  storage.Position
	Operation string
	A         record.Ref
	B         record.Ref `json:",omitzero"` // zero in an event of a record
}

func seenEventOf(e storage.Event) seenEvent {
	return seenEvent{Position: e.Position, Operation: e.Operation.String(), A: e.A, B: e.B}
}

// A fate is the known outcome of an operation.
type fate uint8

const (
	unknown  fate = iota // begun; the child did not report the outcome
	acked                // acknowledged
	refused              // nothing was written, by a rule or an error whose outcome is known
	surprise             // nothing was written, by an error that no rule explains
)

// fateOf reads an error of the engine.
func fateOf(err error) fate {
	var ruled *association.OperationError
	switch {
	case err == nil:
		return acked
	case errors.Is(err, storage.ErrAmbiguous):
		return unknown
	case errors.As(err, &ruled):
		return refused
	}
	return surprise
}
