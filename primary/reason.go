package primary

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/record"
)

// A Reason says why a primary mark was set or taken away. Decisions of this package
// give those up to Elected that set a mark; the others are for whoever demotes,
// merges and restores. The numbers are those of history's causes.
type Reason uint8

// The reasons.
const (
	NoReason     Reason = iota // the mark did not change
	FirstLinked                // no link to that type stood when this one came
	Set                        // the caller marked it
	Named                      // the caller named it as successor
	OnlyOne                    // it was the only one left
	ChosenByRule               // the rule's own choice, oldest or newest
	OldestLeft                 // nobody chose and the oldest took over
	Demoted                    // another took its place
	Cleared                    // the mark was taken away on purpose
	Unlinked                   // the link itself went
	Merged                     // a merge moved the mark
	BroughtBack                // a restore or an undo brought the mark back
	Elected                    // the rule requires one and none stood
)

// reasonWords has %s for one record of the primary's type.
var reasonWords = [...]string{
	NoReason:     "primary %s unchanged",
	FirstLinked:  "first %s becomes primary",
	Set:          "set as primary %s",
	Named:        "named as the next primary %s",
	OnlyOne:      "only %s left",
	ChosenByRule: "next primary %s chosen by the rule",
	OldestLeft:   "oldest %s left",
	Demoted:      "another %s became primary",
	Cleared:      "primary %s cleared",
	Unlinked:     "primary %s no longer associated",
	Merged:       "primary %s moved by a merge",
	BroughtBack:  "primary %s brought back",
	Elected:      "%s elected, since a primary is required",
}

// Explain returns the reason in words for a person, such as "first company becomes
// primary". to is the type of the primary.
func Explain(reason Reason, to record.Type) string {
	if int(reason) < len(reasonWords) {
		return fmt.Sprintf(reasonWords[reason], noun(to))
	}
	return fmt.Sprintf("primary %s changed for reason %d", noun(to), uint8(reason))
}

// noun returns the words for one record of type t. Only built-in names are known to
// be plural words of the language; a custom type keeps its own.
func noun(t record.Type) string {
	switch {
	case t == record.Companies:
		return "company"
	case t.IsStandard(), t == leads, t == orders, t == projects:
		return strings.TrimSuffix(string(t), "s")
	}
	return string(t) + " record"
}
