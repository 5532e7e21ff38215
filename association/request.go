package association

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

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

func (op *Associate) request(text []byte) []byte {
	return appendRequest(text, "associate", op.From, op.To, names(op.Labels), op.Mark)
}

func (op *Dissociate) request(text []byte) []byte {
	return appendRequest(text, "dissociate", op.From, op.To, op.Successor, op.Alone)
}

func (op *SetLabels) request(text []byte) []byte {
	return appendRequest(text, "set labels", op.From, op.To, names(op.Labels))
}

func (op *AddLabels) request(text []byte) []byte {
	return appendRequest(text, "add labels", op.From, op.To, names(op.Labels))
}

func (op *RemoveLabels) request(text []byte) []byte {
	return appendRequest(text, "remove labels", op.From, op.To, names(op.Labels), op.Successor, op.Alone)
}

func (op *SetPrimary) request(text []byte) []byte {
	return appendRequest(text, "set primary", op.From, op.To)
}

func (op *ClearPrimary) request(text []byte) []byte {
	return appendRequest(text, "clear primary", op.From, op.To, op.Successor, op.Alone)
}

// String says what is to be done.
func (op *Associate) String() string { return say("associate", op.From, "with", op.To, op.Labels) }

// String says what is to be done.
func (op *Dissociate) String() string { return say("dissociate", op.From, "from", op.To, nil) }

// String says what is to be done.
func (op *SetLabels) String() string { return say("set labels of", op.From, "and", op.To, op.Labels) }

// String says what is to be done.
func (op *AddLabels) String() string { return say("add labels to", op.From, "and", op.To, op.Labels) }

// String says what is to be done.
func (op *RemoveLabels) String() string {
	return say("remove labels from", op.From, "and", op.To, op.Labels)
}

// String says what is to be done.
func (op *SetPrimary) String() string {
	return say("make primary of", op.From, "the record", op.To, nil)
}

// String says what is to be done.
func (op *ClearPrimary) String() string {
	return say("clear the primary mark of", op.From, "from", op.To, nil)
}

func say(verb string, from record.Ref, joint string, to record.Ref, labels []label.Label) string {
	text := fmt.Sprintf("%s %s %s %s", verb, from, joint, to)
	for _, l := range labels {
		switch {
		case l.Text != "":
			text += fmt.Sprintf(" label %q", l.Text)
		case l.Name != "":
			text += fmt.Sprintf(" label %q", l.Name)
		default:
			text += fmt.Sprintf(" label %s", l.ID)
		}
	}
	return text
}
