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
