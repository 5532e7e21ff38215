package primary

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/record"
)

// A Cause says why a primary mark was set or taken away. Events of package history carry
// the causes, and stores keep their numbers: a new cause is added at the end.
type Cause uint8

// The causes.
const (
	NoCause       Cause = iota // the mark did not change
	FirstLinked                // no link to that type existed when this link came
	Set                        // the caller named the record
	Named                      // the caller named the record as successor of the old primary
	OnlyOne                    // only this record was left
	ChosenByRule               // the rule's own choice, oldest or newest
	OldestLeft                 // nobody could be asked and the oldest took over
	Demoted                    // another took its place
	Cleared                    // the mark was taken away on purpose
	Unlinked                   // the link itself went
	MergedInto                 // a merge moved the mark
	BroughtBack                // a restore or an undo brought the mark back
	ElectedByRule              // the rule became required and chose the record

	causes // how many there are
)

// causeWords has two texts for each cause. The first completes a line that names the
// link, as in "companies/10 (first associated of its type)". The second is a clause of
// its own, with %s for a record of the primary's type.
var causeWords = [causes]struct{ short, clause string }{
	NoCause:       {"no cause", "primary %s unchanged"},
	FirstLinked:   {"first associated of its type", "first %s becomes primary"},
	Set:           {"set by the caller", "set as primary %s"},
	Named:         {"named as the successor", "named as the next primary %s"},
	OnlyOne:       {"the only one left", "only %s left"},
	ChosenByRule:  {"chosen by the rule", "next primary %s chosen by the rule"},
	OldestLeft:    {"the oldest one left", "oldest %s left"},
	Demoted:       {"another one became primary", "another %s became primary"},
	Cleared:       {"cleared by the caller", "primary %s cleared"},
	Unlinked:      {"the association was removed", "primary %s no longer associated"},
	MergedInto:    {"moved by a merge", "primary %s moved by a merge"},
	BroughtBack:   {"brought back by a restore or an undo", "primary %s brought back"},
	ElectedByRule: {"elected when the rule became required", "%s elected, since a primary is required"},
}

// String returns the words a person reads, such as "set by the caller".
func (c Cause) String() string {
	if int(c) < len(causeWords) {
		return causeWords[c].short
	}
	return fmt.Sprintf("Cause(%d)", uint8(c))
}

// Explain returns the cause as a clause for a person, such as "first company becomes
// primary". to is the type of the primary.
func Explain(cause Cause, to record.Type) string {
	if int(cause) < len(causeWords) {
		return fmt.Sprintf(causeWords[cause].clause, noun(to))
	}
	return fmt.Sprintf("primary %s changed for reason %d", noun(to), uint8(cause))
}

// The built-in types that have primary rules, beyond the standard ones.
const (
	leads    record.Type = "leads"
	orders   record.Type = "orders"
	projects record.Type = "projects"
)

// noun returns the words for a record of type t. Only built-in names are known to
// be plural words of the language; a custom type keeps the name.
func noun(t record.Type) string {
	switch {
	case t == record.Companies:
		return "company"
	case t.IsStandard(), t == leads, t == orders, t == projects:
		return strings.TrimSuffix(string(t), "s")
	}
	return string(t) + " record"
}
