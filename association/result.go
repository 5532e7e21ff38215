package association

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// An Outcome says what an operation did. An operation that returns an error has
// none: it wrote nothing.
type Outcome uint8

// The outcomes.
const (
	None      Outcome = iota // nothing was done: the operation was refused
	Unchanged                // everything was as wanted already; no event was written
	Created                  // a link came to stand
	Changed                  // labels or marks of standing links changed
	Removed                  // a link went, or a record was deleted
	Skipped                  // the record has all the activities it may have: the link was not made
	Restored                 // a record exists again
	Merged                   // two records became one
	Undone                   // what an operation did was taken back
)

var outcomeNames = [...]string{"refused", "unchanged", "created", "changed", "removed", "skipped", "restored", "merged", "undone"}

// String returns the outcome in a word, such as "created".
func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return "unknown"
}

// A Result says what one operation did.
type Result struct {
	Operation history.OperationID `json:"operation,omitzero"` // its id: the caller's, or one that the graph made
	At        record.Time         `json:"at,omitzero"`        // the time of its events; zero: it wrote none
	Outcome   Outcome             `json:"outcome,omitzero"`

	// Promoted is the record that became a primary: the one that the caller
	// named, the first company of a contact, the successor of the one that went.
	// Demoted is the one that stays linked and stopped being primary because
	// another took its place. Each is zero when there is none; of several it is
	// the first, From's before To's.
	Promoted record.Ref `json:"promoted,omitzero"`
	Demoted  record.Ref `json:"demoted,omitzero"`

	// Ignored is a named successor that was not needed, because the link was
	// not the primary one. Else it is zero.
	Ignored record.Ref `json:"ignored,omitzero"`

	// Skipped lists the records that were not linked because an end of the link
	// has all the activities that it may have.
	Skipped []record.Ref `json:"skipped,omitzero"`

	// Links is how many links of a record a delete removed, a restore brought back, a
	// merge moved or an undo changed.
	Links int `json:"links,omitzero"`

	// Lost lists what a restore could not bring back, or a merge did not keep. A
	// Repeated result has at most the first hundred, fewer of long ids.
	Lost []Loss `json:"lost,omitzero"`

	// Joined lists the records besides the one it was logged on that an activity
	// joined, or joins already, see [AssociateActivity]. Those that are also in
	// Skipped it did not. A Repeated result has at most the first hundred, fewer of long ids.
	Joined []record.Ref `json:"joined,omitzero"`

	// Repeated says that this is the kept result of an earlier operation with
	// the same id, see [Once].
	Repeated bool `json:"repeated,omitzero"`
}

// String returns the result in words, as in "created; companies/10 becomes primary".
func (r Result) String() string {
	var b strings.Builder
	b.WriteString(r.Outcome.String())
	if len(r.Skipped) > 0 && r.Outcome != Skipped {
		fmt.Fprintf(&b, "; %d skipped", len(r.Skipped))
	}
	if r.Links > 0 {
		fmt.Fprintf(&b, "; %d links", r.Links)
	}
	if len(r.Lost) > 0 {
		fmt.Fprintf(&b, "; %d lost", len(r.Lost))
	}
	if !r.Promoted.IsZero() {
		b.WriteString("; " + r.Promoted.String() + " becomes primary")
	}
	if !r.Demoted.IsZero() {
		b.WriteString("; " + r.Demoted.String() + " is no longer primary")
	}
	if !r.Ignored.IsZero() {
		b.WriteString("; successor " + r.Ignored.String() + " was not needed")
	}
	if r.Repeated {
		b.WriteString(" (repeated)")
	}
	return b.String()
}

// merge adds the result of a part to that of the whole. What changed most counts.
func (r *Result) merge(part Result) {
	r.Skipped = append(r.Skipped, part.Skipped...)
	if r.Promoted.IsZero() {
		r.Promoted = part.Promoted
	}
	if r.Demoted.IsZero() {
		r.Demoted = part.Demoted
	}
	for _, o := range [...]Outcome{Created, Changed, Skipped} {
		if r.Outcome == o || part.Outcome == o {
			r.Outcome = o
			return
		}
	}
}

// take adds the records that changes promote and demote, unless it has some already.
func (r *Result) take(c *draft.Changes) {
	if r.Promoted.IsZero() {
		r.Promoted = c.Promoted
	}
	if r.Demoted.IsZero() {
		r.Demoted = c.Demoted
	}
}

// A Loss is a link, or labels of one, that a restore could not bring back or a merge did
// not keep.
type Loss struct {
	From   record.Ref     `json:"from,omitzero"`
	To     record.Ref     `json:"to,omitzero"`     // the record that was restored or merged, and the other end
	Labels []label.TypeID `json:"labels,omitzero"` // those that were lost, as From sees them; empty: the whole link
	Reason LossReason     `json:"reason,omitzero"`
}

// String returns the loss in words, as in "contacts/1 - companies/2: record is deleted".
func (l Loss) String() string {
	what := "link"
	if len(l.Labels) > 0 {
		what = label.SetOf(l.Labels...).String()
	}
	return fmt.Sprintf("%s - %s: %s lost, %s", l.From, l.To, what, l.Reason)
}

// A LossReason says why something was lost.
type LossReason uint8

// The reasons.
const (
	OtherDeleted  LossReason = iota + 1 // the record at the other end is deleted; its restore brings the link
	OverLimit                           // a limit is reached
	LabelRemoved                        // the label does not exist any more
	LabelExcluded                       // the link has a label that excludes it, as parent and child do
	LabelNotKept                        // the policy of a merge keeps the survivor's labels
)

var lossReasons = [...]string{"", "the other record is deleted", "a limit is reached", "the label was removed", "another label excludes it", "the survivor's labels are kept"}

// String returns the reason in words.
func (r LossReason) String() string {
	if int(r) < len(lossReasons) {
		return lossReasons[r]
	}
	return fmt.Sprintf("LossReason(%d)", uint8(r))
}
