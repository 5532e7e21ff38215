package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Reader answers questions about associations. A [Graph] is one: each of its answers
// shows the state at the time of the call. [Graph.View] gives another, all of whose answers
// are of one moment.
//
// A merged-away id is answered as its survivor. A record that was never associated, or was
// deleted, has no links; that is no error. An illegal reference is a [record.Error], and a
// pair of types that is not defined a [label.Error].
type Reader struct{ questions question.Source }

// View calls fn with a Reader whose answers are all of one snapshot. No write waits for it
// and it waits for none. fn must not keep the Reader.
func (g *Graph) View(ctx context.Context, fn func(Reader) error) error {
	return g.view(ctx, fn)
}

func (r Reader) view(ctx context.Context, fn func(Reader) error) error {
	return r.questions.Storage().View(ctx, func(snapshot storage.Reader) error {
		return fn(Reader{r.questions.Of(snapshot)})
	})
}

// inSnapshot calls fn with a Reader of one snapshot, for an answer that takes several Reads.
func (r Reader) inSnapshot(ctx context.Context, fn func(Reader) error) error {
	if r.questions.IsSnapshot() {
		return fn(r)
	}
	return r.view(ctx, fn)
}

// Schema returns the schema that is in force.
func (r Reader) Schema(ctx context.Context) (*schema.Schema, error) {
	var s *schema.Schema
	err := r.questions.Ask(ctx, func(ask *question.Question) error {
		s = ask.Schema
		return ask.Read(ctx)
	})
	return s, err
}

// A RecordState says whether a record is alive, deleted, or merged into another. The zero
// RecordState is alive, as is a record that the graph has never seen.
type RecordState struct {
	Status storage.RecordStatus `json:"status,omitzero"`
	Into   record.Ref           `json:"into,omitzero"` // the record into which a merged one was merged, directly; else zero
}

// State returns whether a record is alive. A merged-away id is not followed: Into has the
// record that it was merged into.
func (r Reader) State(ctx context.Context, of record.Ref) (RecordState, error) {
	var state RecordState
	err := r.questions.Ask(ctx, func(ask *question.Question) error {
		if err := of.Validate(); err != nil {
			return err
		}
		ask.Batch.Records = append(ask.Batch.Records, storage.Record{Of: of})
		if err := ask.Read(ctx); err != nil {
			return err
		}
		is := ask.Batch.Records[0].Was
		state = RecordState{Status: is.Status}
		if is.Status == storage.Merged {
			state.Into = record.New(of.Type, is.Into)
		}
		return nil
	})
	return state, err
}
