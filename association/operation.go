package association

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// An Operation is one change as a value: [Associate], [AssociateAll],
// [AssociateActivity], [Dissociate], [SetLabels], [AddLabels], [RemoveLabels],
// [SetPrimary], [ClearPrimary], [DeleteRecord], [RestoreRecord], [MergeRecords], [Undo], or
// one of these under its caller's own id, see [Once]. [Graph.Do] makes several at once.
type Operation interface {
	// named appends the records that the caller named.
	named(refs []record.Ref) []record.Ref
	// needs asks for every row that the decision is sure to look at.
	needs(d *draft.Draft)
	// decide makes the change in the draft, or returns an error and leaves the
	// draft as it was. A [draft.Restart] says that it asked for more rows, or needs a
	// later time or more locks: it is then called again.
	decide(d *draft.Draft) (Result, error)
	// request appends a text that is equal for equal requests only.
	request(text []byte) []byte
	// String says what is to be done, as in "associate contacts/1 with companies/2".
	String() string
}

// once is an operation under an id of its caller's.
type once struct {
	Operation
	id history.OperationID
}

// Once gives op an id of the caller's. The first time that it succeeds, its result
// is kept with the id; repeating the id with an equal operation changes nothing and
// returns that result, and with a different one is an error, [ErrIDReused]. So an
// operation whose outcome is not known, after a crash or [storage.ErrAmbiguous], is
// simply repeated. A refused operation leaves its id free.
func Once(id history.OperationID, op Operation) Operation {
	return &once{Operation: op, id: id}
}

// String says what is to be done.
func (o *once) String() string {
	if o.Operation == nil {
		return "nothing"
	}
	return o.Operation.String()
}

// request texts tell requests apart: a verb and its arguments, each in quotes, so
// that no argument can look like two. They are hashed, never shown.

func appendRequest(text []byte, verb string, arguments ...any) []byte {
	text = append(text, verb...)
	for _, a := range arguments {
		text = append(text, ' ')
		text = strconv.AppendQuote(text, fmt.Sprint(a))
	}
	return text
}

// names returns what labels are called in a request: by id when they have one.
func names(labels []label.Label) string {
	words := make([]string, len(labels))
	for i, l := range labels {
		words[i] = strconv.Quote(l.Name)
		if !l.ID.IsZero() {
			words[i] = fmt.Sprint(l.ID, l.From, l.To)
		}
	}
	return strings.Join(words, " ")
}

// quoted returns what labels are called by a person.
func quoted(labels []label.Label) string {
	if len(labels) == 0 {
		return "none"
	}
	words := make([]string, len(labels))
	for i, l := range labels {
		switch {
		case l.Text != "":
			words[i] = strconv.Quote(l.Text)
		case l.Name != "":
			words[i] = strconv.Quote(l.Name)
		default:
			words[i] = l.ID.String()
		}
	}
	return strings.Join(words, ", ")
}
