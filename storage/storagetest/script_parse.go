package storagetest

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A scriptBlock is some commands and their common output.
type scriptBlock struct {
	line     int    // of the block's first line in the file, from 1
	input    string // as written, comments included
	commands []*scriptLine
	output   string // that is wanted
}

// with returns the text of the block with another output.
func (b *scriptBlock) with(output string) string {
	if output == "" {
		return b.input
	}
	return b.input + "----\n" + output
}

// A scriptLine is a command. The arguments are taken word by word; a word that is left over in
// the end is a mistake in the script.
type scriptLine struct {
	t       tester
	place   string // file and line
	verb    string
	takes   string // arguments of the verb
	words   []string
	options [][2]string
	body    []*scriptLine // of "do {" and the like
	nested  bool          // there is a body, perhaps empty
}

// parseScript reads the text of a file.
func parseScript(t tester, file, text string) []*scriptBlock {
	t.Helper()
	var blocks []*scriptBlock
	line := 1
	for _, paragraph := range strings.Split(text, "\n\n") {
		if body := strings.Trim(paragraph, "\n"); body != "" {
			skipped := len(paragraph) - len(strings.TrimLeft(paragraph, "\n"))
			blocks = append(blocks, parseBlock(t, file, line+skipped, body))
		}
		line += strings.Count(paragraph, "\n") + 2
	}
	return blocks
}

// parseBlock reads the block that begins in a line of the file.
func parseBlock(t tester, file string, line int, text string) *scriptBlock {
	t.Helper()
	input, output, answered := strings.Cut(text, "\n----\n")
	b := &scriptBlock{line: line, input: input + "\n"}
	if answered {
		b.output = output + "\n"
	}
	var open *scriptLine // the command whose body is being read
	for i, words := range strings.Split(input, "\n") {
		command := parseLine(t, fmt.Sprintf("%s:%d", file, line+i), words)
		switch {
		case command == nil:
		case open != nil && command.verb == "}":
			open = nil
		case open != nil:
			open.body = append(open.body, command)
		default:
			b.commands = append(b.commands, command)
			if command.nested {
				open = command
			}
		}
	}
	if open != nil {
		open.fail("no } follows in its block")
	}
	return b
}

// parseLine reads a command, or returns nil if the line has none.
func parseLine(t tester, place, line string) *scriptLine {
	l := &scriptLine{t: t, place: place}
	for _, word := range splitWords(line) {
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

func (l *scriptLine) fail(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf("%s: %s: %s", l.place, l.verb, fmt.Sprintf(format, args...))
}

// word takes the next word.
func (l *scriptLine) word() string {
	l.t.Helper()
	if len(l.words) == 0 {
		l.fail("a word is missing: it takes %s", l.takes)
	}
	word := l.words[0]
	l.words = l.words[1:]
	return word
}

func (l *scriptLine) objectType() record.Type { return record.Type(l.word()) }

// ref takes the next word as a reference, legal or not: the graph says which.
func (l *scriptLine) ref() record.Ref { return refOf(l.word()) }

func refOf(text string) record.Ref {
	of, id, _ := strings.Cut(text, "/")
	return record.New(record.Type(of), record.ID(id))
}

// number takes the next word as a number.
func (l *scriptLine) number() (n int) {
	l.t.Helper()
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
func (l *scriptLine) option(key string) string {
	for i, option := range l.options {
		if option[0] == key {
			l.options = append(l.options[:i:i], l.options[i+1:]...)
			return option[1]
		}
	}
	return ""
}

// labels takes all labels that are named.
func (l *scriptLine) labels() []label.Label {
	var labels []label.Label
	for word := l.option("label"); word != ""; word = l.option("label") {
		labels = append(labels, label.Named(word))
	}
	return labels
}

// end fails if an argument was given that the command does not take.
func (l *scriptLine) end() {
	l.t.Helper()
	if len(l.words) > 0 || len(l.options) > 0 {
		l.fail("it takes %s, not %q %q", l.takes, l.words, l.options)
	}
}
