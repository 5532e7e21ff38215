package association

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// MergeRecords makes one record of two of the same type. The survivor gets all links of
// the other: a link that both had carries the labels of both and the earlier of the two
// times, and links between the two go. From then on the other's id stands for the
// survivor, in reads and in writes.
//
// The survivor keeps its primary; without one it takes the other's. Who called either of
// them its primary calls the survivor so. What else can be decided is the [MergePolicy].
// The events of the links have the source [history.ObjectMerge], that of the record the
// graph's own. [Undo] takes a merge back.
type MergeRecords struct {
	Survivor, Merged record.Ref
	// Into is a new id for the result, of the same type, which both ids stand for
	// afterwards; "" leaves the survivor's. A record with links is no new one.
	Into   record.ID
	Policy MergePolicy
}

// A MergePolicy says what becomes of what the two records do not agree on. The zero
// MergePolicy unites labels, keeps the survivor's primary, and refuses a merge that would
// exceed a limit.
type MergePolicy struct {
	Labels  MergedLabels
	Primary MergedPrimary
	Limits  LimitPolicy
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

// An OverLimitError says that a merge would exceed limits. errors.Is(err, [ErrOverLimit])
// holds.
type OverLimitError struct {
	Survivor, Merged record.Ref
	Over             []Loss // what the survivor has no room for, when its own stay
}

// Error names both records, the first loss and how many there are.
func (e *OverLimitError) Error() string {
	return fmt.Sprintf("%s cannot take over %d links or labels of %s, the first is %s: choose a policy", e.Survivor, len(e.Over), e.Merged, e.Over[0])
}

// Is reports whether target is [ErrOverLimit].
func (e *OverLimitError) Is(target error) bool { return target == ErrOverLimit }

// A TypeMismatchError says that two records of different types were to be merged.
// errors.Is(err, [ErrTypeMismatch]) holds.
type TypeMismatchError struct{ Survivor, Merged record.Ref }

// Error reads: contacts/1 and companies/2 have different types and cannot be merged.
func (e *TypeMismatchError) Error() string {
	return fmt.Sprintf("%s and %s have different types and cannot be merged", e.Survivor, e.Merged)
}

// Is reports whether target is [ErrTypeMismatch].
func (e *TypeMismatchError) Is(target error) bool { return target == ErrTypeMismatch }

// A TakenError says that the new id of a merge is not new. errors.Is(err, [ErrTaken]) holds.
type TakenError struct{ Record record.Ref }

// Error reads: contacts/3 has associations and cannot be the new id of a merge.
func (e *TakenError) Error() string {
	return fmt.Sprintf("%s is no new id: it has associations or was deleted or merged before", e.Record)
}

// Is reports whether target is [ErrTaken].
func (e *TakenError) Is(target error) bool { return target == ErrTaken }

// result returns the record that the merge leaves.
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

func (op *MergeRecords) needs(d *draft) {
	for _, ref := range op.named(nil) {
		d.record(ref)
		d.DegreesOf(ref)
	}
}

func (op *MergeRecords) decide(d *draft) (Result, error) {
	if op.Survivor.Type != op.Merged.Type {
		return Result{}, &TypeMismatchError{op.Survivor, op.Merged}
	}
	if op.Survivor == op.Merged {
		return Result{}, &record.SelfError{Record: op.Survivor}
	}
	survivor, err := d.alive(op.Survivor)
	if err != nil {
		return Result{}, err
	}
	merged, err := d.alive(op.Merged)
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

// A merging is a merge under way.
type merging struct {
	*draft
	survivor, merged, into record.Ref
	policy                 MergePolicy

	joints []joint // the links of the result
	apart  spoke   // the link between the two, if there is one
	result Result
}

// read asks for the links of both.
func (m *merging) read() error {
	survivors, err := m.spokes(m.survivor)
	mergeds, again := m.spokes(m.merged)
	if err == nil {
		err = again
	}
	if m.into != m.survivor {
		if taken := m.isNew(); err == nil {
			err = taken
		}
	}
	if err == nil {
		m.join(survivors, mergeds)
	}
	return err
}

// isNew returns an error unless the id of the result was never used.
func (m *merging) isNew() error {
	row := m.record(m.into)
	spokes, err := m.spokes(m.into)
	if err != nil {
		return err
	}
	if len(spokes) > 0 || row.Now != (storage.RecordState{}) {
		return &TakenError{m.into}
	}
	return nil
}

// run decides the limits and the primaries, and moves the links.
func (m *merging) run() (Result, error) {
	m.result = Result{Outcome: Merged}
	m.keepLabels()
	wanted := len(m.result.Lost)
	m.fit()
	if over := m.result.Lost[wanted:]; m.policy.Limits == RefuseOverLimit && len(over) > 0 {
		return Result{}, &OverLimitError{m.survivor, m.merged, over}
	}
	m.choose()
	m.joints = slices.DeleteFunc(m.joints, func(j joint) bool { return m.into == m.survivor && j.now == j.had[0] && !j.had[1].Linked() })
	m.ask()
	m.by = history.By(history.ObjectMerge)
	defer func() { m.by = history.Source{} }()
	err := m.parts(len(m.joints)+2, func(i int) error {
		switch {
		case i == 0:
			return m.start()
		case i == 1:
			return m.separate()
		}
		return m.move(&m.joints[i-2])
	})
	if err != nil {
		return Result{}, err
	}
	return m.result, m.end()
}

// ask asks for what it takes to change the joints that are left.
func (m *merging) ask() {
	m.Reserve(len(m.joints), 2*len(m.joints))
	hubs := [...]record.Ref{m.survivor, m.merged, m.into}
	for _, ref := range hubs {
		m.touch(ref)
	}
	if m.apart.state.Linked() {
		m.Degree(m.survivor, m.merged.Type, label.TypeID{})
		m.reach(&m.apart.farEnd, m.survivor.Type)
	}
	last := record.Type("")
	for i := range m.joints {
		far := &m.joints[i].farEnd
		m.reach(far, m.into.Type)
		if far.other.Type == last {
			continue // joints of one type stand together
		}
		last = far.other.Type
		for _, ref := range hubs {
			m.Degree(ref, last, label.TypeID{})
		}
	}
}

// start makes the time of the merge later than all that it touches.
func (m *merging) start() error {
	for i := range m.joints {
		if !m.raise(m.joints[i].row) {
			return errLater
		}
	}
	return m.begins(m.survivor, m.merged, m.into)
}

// separate removes the link between the two.
func (m *merging) separate() error {
	if !m.apart.state.Linked() {
		return nil
	}
	e := m.shown(m.survivor, m.apart)
	c := m.draft.begin()
	c.add(e, history.State{}, gone(m.apart.state))
	return m.draft.commit(c)
}

// gone returns why the marks of a state go with its link.
func gone(s history.State) (causes history.Causes) {
	for k := range 2 {
		if s.End(k).Primary {
			(*causes.End(k)) = primary.Unlinked
		}
	}
	return causes
}

// move makes the links of both records to one other the link of the result.
func (m *merging) move(j *joint) error {
	if !j.now.Linked() {
		return m.drop(j)
	}
	c := m.draft.begin()
	standing := history.State{}
	for k, owner := range m.owners() {
		own := j.had[k]
		switch {
		case owner == m.into:
			standing = own
		case own.Linked():
			c.add(m.shown(owner, spoke{j.farEnd, own}), history.State{}, moved(own))
		}
	}
	if j.now != standing {
		c.add(m.shown(m.into, spoke{j.farEnd, standing}), j.now, j.causes(standing))
	}
	m.result.Links += one(len(c.list) > 0)
	return m.draft.commit(c)
}

// owners are the two records.
func (m *merging) owners() [2]record.Ref { return [2]record.Ref{m.survivor, m.merged} }

// moved returns why the marks of a state go when its link becomes another's.
func moved(s history.State) (causes history.Causes) {
	for k := range 2 {
		if s.End(k).Primary {
			(*causes.End(k)) = primary.MergedInto
		}
	}
	return causes
}

// drop removes what stands of a link that the result has no room for. Who called either
// record its primary gets another.
func (m *merging) drop(j *joint) error {
	order := [2]int{0, 1}
	if j.had[0].Far.Primary { // whose link goes last, so that the other does not succeed it
		order = [2]int{1, 0}
	}
	for _, k := range order {
		if !j.had[k].Linked() {
			continue
		}
		if err := m.cut(m.owners()[k], spoke{j.farEnd, j.had[k]}, &m.result); err != nil {
			return err
		}
	}
	m.result.Links++
	return nil
}

// end makes the ids stand for the result.
func (m *merging) end() error {
	for _, ref := range [...]record.Ref{m.merged, m.survivor} {
		if ref == m.into {
			continue
		}
		if err := m.live(ref, history.Merged, m.into, storage.RecordState{Status: storage.Merged, Into: m.into.ID}); err != nil {
			return err
		}
	}
	return nil
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
