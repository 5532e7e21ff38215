package association

import (
	"encoding/json"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A storedResult is the stored form of a [Result] under a caller's id. Stores have rows of
// every earlier version, so the form stays as it is while Result and its own JSON may change.
type storedResult struct {
	Operation history.OperationID
	At        int64 // Unix nanoseconds
	Outcome   uint8
	Promoted  record.Ref   `json:",omitzero"`
	Demoted   record.Ref   `json:",omitzero"`
	Ignored   record.Ref   `json:",omitzero"`
	Skipped   []record.Ref `json:",omitempty"`
	Links     int          `json:",omitempty"`
	Lost      []storedLoss `json:",omitempty"`
	Joined    []record.Ref `json:"Reached,omitempty"`
	Repeated  bool         // always false
}

// A storedLoss is the stored form of a [Loss].
type storedLoss struct {
	From, To record.Ref
	Labels   []storedTypeID
	Reason   uint8
}

// A storedTypeID is the stored form of a [label.TypeID].
type storedTypeID struct {
	Category uint8
	Number   uint32
}

func encodeResult(r Result) (string, error) {
	stored := storedResult{
		Operation: r.Operation, At: int64(r.At), Outcome: uint8(r.Outcome), Promoted: r.Promoted, Demoted: r.Demoted,
		Ignored: r.Ignored, Skipped: r.Skipped, Links: r.Links, Joined: r.Joined,
	}
	for _, l := range r.Lost {
		loss := storedLoss{From: l.From, To: l.To, Reason: uint8(l.Reason)}
		for _, id := range l.Labels {
			loss.Labels = append(loss.Labels, storedTypeID{uint8(id.Category), id.Number})
		}
		stored.Lost = append(stored.Lost, loss)
	}
	text, err := json.Marshal(stored)
	return string(text), err
}

func decodeResult(text string) (Result, error) {
	var stored storedResult
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return Result{}, err
	}
	r := Result{
		Operation: stored.Operation, At: record.Time(stored.At), Outcome: Outcome(stored.Outcome), Promoted: stored.Promoted,
		Demoted: stored.Demoted, Ignored: stored.Ignored, Skipped: stored.Skipped, Links: stored.Links, Joined: stored.Joined,
	}
	for _, l := range stored.Lost {
		loss := Loss{From: l.From, To: l.To, Reason: LossReason(l.Reason)}
		for _, id := range l.Labels {
			loss.Labels = append(loss.Labels, label.TypeID{Category: label.Category(id.Category), Number: id.Number})
		}
		r.Lost = append(r.Lost, loss)
	}
	return r, nil
}
