package association

import (
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A Loss is a link, or labels of one, that a restore could not bring back or a merge did
// not keep.
type Loss struct {
	From, To record.Ref     // the record that was restored or merged, and the other end
	Labels   []label.TypeID // those that were lost, as From sees them; empty: the whole link
	Reason   LossReason
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
