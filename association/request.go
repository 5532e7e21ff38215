package association

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/label"
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
	verb := "associate"
	if op.OnlyFirst {
		verb = "associate only first"
	}
	return appendRequest(text, verb, op.From, op.To, names(op.Labels), op.Mark)
}

func (op *Dissociate) request(text []byte) []byte {
	return appendRequest(text, "dissociate", op.From, op.To, op.Successor, op.Unattended)
}

func (op *SetLabels) request(text []byte) []byte {
	return appendRequest(text, "set labels", op.From, op.To, names(op.Labels))
}

func (op *AddLabels) request(text []byte) []byte {
	return appendRequest(text, "add labels", op.From, op.To, names(op.Labels))
}

func (op *RemoveLabels) request(text []byte) []byte {
	return appendRequest(text, "remove labels", op.From, op.To, names(op.Labels), op.Successor, op.Unattended)
}

func (op *SetPrimary) request(text []byte) []byte {
	return appendRequest(text, "set primary", op.From, op.To)
}

func (op *ClearPrimary) request(text []byte) []byte {
	return appendRequest(text, "clear primary", op.From, op.To, op.Successor, op.Unattended)
}

// String says what is to be done.
func (op *Associate) String() string {
	text := fmt.Sprintf("associate %s with %s", op.From, op.To)
	if len(op.Labels) > 0 {
		text += " as " + quoted(op.Labels)
	}
	if op.OnlyFirst {
		text += fmt.Sprintf(", unless it has one of %s", op.To.Type)
	}
	return text
}

// String says what is to be done.
func (op *Dissociate) String() string { return fmt.Sprintf("dissociate %s from %s", op.From, op.To) }

// String says what is to be done.
func (op *SetLabels) String() string {
	return fmt.Sprintf("set the labels of %s and %s to %s", op.From, op.To, quoted(op.Labels))
}

// String says what is to be done.
func (op *AddLabels) String() string {
	return fmt.Sprintf("add %s to the link of %s and %s", quoted(op.Labels), op.From, op.To)
}

// String says what is to be done.
func (op *RemoveLabels) String() string {
	return fmt.Sprintf("remove %s from the link of %s and %s", quoted(op.Labels), op.From, op.To)
}

// String says what is to be done.
func (op *SetPrimary) String() string {
	return fmt.Sprintf("make %s the primary of %s", op.To, op.From)
}

// String says what is to be done.
func (op *ClearPrimary) String() string {
	return fmt.Sprintf("clear %s as the primary of %s", op.To, op.From)
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
