package postgres

import (
	"fmt"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A stateRow is scanned from the columns of a link's state. Near is the end a. If
// companies/10 (a) is the primary of contacts/1 (b), and there are no labels, marks is
// 2 and both label columns are empty.
type stateRow struct {
	created int64
	marks   int16
	labels  [2][]byte
}

// dest returns where Scan puts the columns.
func (s *stateRow) dest() []any { return []any{&s.created, &s.marks, &s.labels[0], &s.labels[1]} }

// state returns the state as the contract has it, or storage.ErrCorrupt.
func (s *stateRow) state() (state history.State, err error) {
	state.Created = record.Time(s.created)
	state.Near.Primary, state.Far.Primary = s.marks&1 != 0, s.marks&2 != 0
	if err = state.Near.Labels.UnmarshalBinary(s.labels[0]); err == nil {
		err = state.Far.Labels.UnmarshalBinary(s.labels[1])
	}
	if err != nil {
		return history.State{}, fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return state, nil
}

// marksOf packs the primary marks of a link: bit 1 says that b is a's primary, bit 2 that
// a is b's.
func marksOf(s history.State) (marks int16) {
	if s.Near.Primary {
		marks = 1
	}
	if s.Far.Primary {
		marks |= 2
	}
	return marks
}

// summaryOf returns the summary in a row of relata.side.
func summaryOf(count int32, primary string) storage.Summary {
	return storage.Summary{Count: int(count), Primary: record.ID(primary)}
}
