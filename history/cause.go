package history

import "fmt"

// A Cause says why a primary mark was set or taken away.
type Cause uint8

// The causes. Of an event that changes no mark the cause is zero.
const (
	NoCause       Cause = iota
	FirstLinked         // no link to that type stood when this one came
	Set                 // the caller named it
	Named               // the caller named it as the successor of the one that went
	OnlyOne             // it was the only one left
	ChosenByRule        // the rule's own choice, oldest or newest
	OldestLeft          // nobody could be asked and the oldest took over
	Demoted             // another took its place
	Cleared             // the mark was taken away on purpose
	Unlinked            // the link itself went
	MergedInto          // a merge moved the mark
	BroughtBack         // a restore or an undo brought the mark back
	ElectedByRule       // the rule became required and chose one
)

// The words complete a line that names the link, as in
// "companies/10 (first associated of its type)".
var causeNames = [...]string{
	NoCause:       "no cause",
	FirstLinked:   "first associated of its type",
	Set:           "set by the caller",
	Named:         "named as the successor",
	OnlyOne:       "the only one left",
	ChosenByRule:  "chosen by the rule",
	OldestLeft:    "the oldest one left",
	Demoted:       "another one became primary",
	Cleared:       "cleared by the caller",
	Unlinked:      "the association was removed",
	MergedInto:    "moved by a merge",
	BroughtBack:   "brought back by a restore or an undo",
	ElectedByRule: "elected when the rule became required",
}

// String returns the words a person reads, such as "the only one left".
func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return causeNames[c]
	}
	return fmt.Sprintf("Cause(%d)", uint8(c))
}
