package association

import (
	"fmt"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// MergeRecords makes one record of two of the same type. The survivor gets all links of
// the other: a link that both had carries the labels of both and the earlier of the two
// times, and links between the two go. From then on the other's id means the
// survivor, in reads and in writes.
//
// The survivor keeps its primary; without one it takes the other's. Who called either of
// them its primary calls the survivor so. What else can be decided is the [MergePolicy].
// The events of the links have the source [history.ObjectMerge], that of the record the
// graph's own. [Undo] takes a merge back.
//
// Rules J1, J2 and J3 of docs/semantics.md; cases in storage/storagetest/laws/rule_merge.go.
type MergeRecords struct {
	Survivor record.Ref `json:"survivor,omitzero"`
	Merged   record.Ref `json:"merged,omitzero"`
	// Into is a new id for the result, of the same type, which both ids stand for
	// afterwards; "" leaves the survivor's. A record with links is no new one.
	Into   record.ID   `json:"into,omitzero"`
	Policy MergePolicy `json:"policy,omitzero"`
}

// A MergePolicy says what becomes of what the two records do not agree on. The zero
// MergePolicy unites labels, keeps the survivor's primary, and refuses a merge that would
// exceed a limit.
type MergePolicy struct {
	Labels  MergedLabels  `json:"labels,omitzero"`
	Primary MergedPrimary `json:"primary,omitzero"`
	Limits  LimitPolicy   `json:"limits,omitzero"`
}

// MergedLabels says which labels a link has that both records had.
type MergedLabels uint8

// The labels of a link that both records had.
const (
	UniteLabels     MergedLabels = iota // those of both
	SurvivorsLabels                     // the survivor's; the others are listed as lost
)

// MergedPrimary says whose primary the merged record has where both had one.
type MergedPrimary uint8

// Whose primary it is.
const (
	SurvivorsPrimary MergedPrimary = iota // the survivor's, else the other's
	MergedsPrimary                        // the other's, else the survivor's
)

// LimitPolicy says what happens where the survivor would have more links or labels than a
// limit allows, a second parent company included, or labels that exclude each other.
type LimitPolicy uint8

// What happens over a limit.
const (
	RefuseOverLimit LimitPolicy = iota // the merge is an [OverLimitError] that lists what is too much
	KeepSurvivors                      // the survivor's stay first, then the oldest; the rest is listed as lost
	KeepNewest                         // the newest stay; the rest is listed as lost
)

// into returns the record that the merge leaves.
func (op *MergeRecords) into() record.Ref {
	if op.Into == "" {
		return op.Survivor
	}
	return record.New(op.Survivor.Type, op.Into)
}

func (op *MergeRecords) named(refs []record.Ref) []record.Ref {
	refs = append(refs, op.Survivor, op.Merged)
	if op.Into != "" {
		refs = append(refs, op.into())
	}
	return refs
}

func (op *MergeRecords) needs(d *draft.Draft) {
	for _, ref := range op.named(nil) {
		d.Rows.Record(ref)
		d.Rows.DegreesOf(ref)
	}
}

func (op *MergeRecords) decide(d *draft.Draft) (Result, error) {
	if op.Survivor.Type != op.Merged.Type {
		return Result{}, &record.TypeMismatchError{Survivor: op.Survivor, Merged: op.Merged}
	}
	if op.Survivor == op.Merged {
		return Result{}, &record.SelfError{Record: op.Survivor}
	}
	survivor, err := d.Alive(op.Survivor)
	if err != nil {
		return Result{}, err
	}
	merged, err := d.Alive(op.Merged)
	if err != nil {
		return Result{}, err
	}
	into := survivor
	if op.Into != "" {
		into = op.into()
	}
	if survivor == merged && into == survivor {
		return Result{}, nil // they are one already
	}
	if survivor == merged {
		return Result{}, &record.SelfError{Record: survivor}
	}
	m := &merging{draft: d, survivor: survivor, merged: merged, into: into, policy: op.Policy}
	if err := m.read(); err != nil {
		return Result{}, err
	}
	return m.run()
}

func (op *MergeRecords) request(text []byte) []byte {
	return appendRequest(text, "merge", op.Survivor, op.Merged, op.Into, op.Policy.Labels, op.Policy.Primary, op.Policy.Limits)
}

// String says what is to be done.
func (op *MergeRecords) String() string {
	text := fmt.Sprintf("merge %s into %s", op.Merged, op.Survivor)
	if op.Into != "" {
		text += " as " + op.into().String()
	}
	return text
}

// An OverLimitError says that a merge would exceed limits. errors.Is(err, [ErrOverLimit])
// holds.
type OverLimitError struct {
	Survivor record.Ref `json:"survivor,omitzero"`
	Merged   record.Ref `json:"merged,omitzero"`
	Over     []Loss     `json:"over,omitzero"` // what the survivor has no room for, when its own stay
}

var _ = failure.Register[*OverLimitError]("association.OverLimitError")

// Error names both records, the first loss and how many there are.
func (e *OverLimitError) Error() string {
	return fmt.Sprintf("%s cannot take over %d links or labels of %s, the first is %s: choose a policy", e.Survivor, len(e.Over), e.Merged, e.Over[0])
}

// Unwrap returns [ErrOverLimit].
func (e *OverLimitError) Unwrap() error { return ErrOverLimit }
