package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A line is a command. The arguments are taken word by word; a word that is left over in
// the end is a mistake in the script. After a mistake the words that are taken are empty, and err
// has the first mistake.
type line struct {
	err     error
	place   string // name of the script, and line
	verb    string
	takes   string // arguments of the verb
	words   []string
	options [][2]string
	body    []*line // of "do {" and the like
	nested  bool    // there is a body, perhaps empty
}

// parseLine reads a command, or returns nil if the line has none.
func parseLine(place, text string) *line {
	l := &line{place: place}
	for _, word := range splitWords(text) {
		key, value, option := strings.Cut(word, "=")
		switch {
		case l.verb == "" && strings.HasPrefix(word, "#"):
			return nil
		case l.verb == "":
			l.verb = word
		case word == "{":
			l.nested = true
		case option && !strings.Contains(key, "/"):
			l.options = append(l.options, [2]string{key, strings.Trim(value, `"`)})
		default:
			l.words = append(l.words, strings.Trim(word, `"`))
		}
	}
	return l
}

// splitWords cuts a line at the spaces, but not inside quotes.
func splitWords(line string) []string {
	quoted := false
	return strings.FieldsFunc(line, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}

// fail notes a mistake.
func (l *line) fail(format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf("%s: %s: %w", l.place, l.verb, fmt.Errorf(format, args...))
	}
}

// copied returns a copy whose arguments can be taken.
func (l *line) copied() *line {
	fresh := *l
	fresh.words, fresh.options = slices.Clone(l.words), slices.Clone(l.options)
	return &fresh
}

// word takes the next word.
func (l *line) word() string {
	if len(l.words) == 0 {
		l.fail("a word is missing: it takes %s", l.takes)
		return ""
	}
	word := l.words[0]
	l.words = l.words[1:]
	return word
}

func (l *line) objectType() record.Type { return record.Type(l.word()) }

// ref takes the next word as a reference, legal or not: the graph says which.
func (l *line) ref() record.Ref { return refOf(l.word()) }

func refOf(text string) record.Ref {
	of, id, _ := strings.Cut(text, "/")
	return record.New(record.Type(of), record.ID(id))
}

// number takes the next word as a number.
func (l *line) number() (n int) {
	if word := l.word(); scanNumber(word, &n) != nil {
		l.fail("%q is no number", word)
	}
	return n
}

func scanNumber(text string, n *int) error {
	_, err := fmt.Sscanf(text, "%d", n)
	return err
}

// option takes the first option with a key; "" when there is none.
func (l *line) option(key string) string {
	for i, option := range l.options {
		if option[0] == key {
			l.options = append(l.options[:i:i], l.options[i+1:]...)
			return option[1]
		}
	}
	return ""
}

// labels takes all labels that are named.
func (l *line) labels() []label.Label {
	var labels []label.Label
	for word := l.option("label"); word != ""; word = l.option("label") {
		labels = append(labels, label.Named(word))
	}
	return labels
}

// end fails if an argument was given that the command does not take.
func (l *line) end() {
	if len(l.words) > 0 || len(l.options) > 0 {
		l.fail("it takes %s, not %q %q", l.takes, l.words, l.options)
	}
}
