package script

import (
	"fmt"
	"strings"
)

// A Block is some commands of a script and their common output.
type Block struct {
	Name   string // of the script, for errors
	Line   int    // of the block's first line in the script, from 1
	Input  string // as written, comments included
	Output string // that is wanted, with a newline at the end of each line; empty: none was written

	commands []*line
}

// With returns the text of the block with another output.
func (b *Block) With(output string) string {
	if output == "" {
		return b.Input
	}
	return b.Input + "----\n" + output
}

// Verbs returns the first words of the commands in the block, those in bodies included.
func (b *Block) Verbs() []string {
	var verbs []string
	for _, command := range b.commands {
		verbs = append(verbs, command.verb)
		for _, inner := range command.body {
			verbs = append(verbs, inner.verb)
		}
	}
	return verbs
}

// Parse reads a script. The name, such as that of the file, begins the error of a mistake. Verbs
// and arguments are checked when the block is played.
func Parse(name, text string) ([]*Block, error) {
	var blocks []*Block
	line := 1
	for _, paragraph := range strings.Split(text, "\n\n") {
		if body := strings.Trim(paragraph, "\n"); body != "" {
			skipped := len(paragraph) - len(strings.TrimLeft(paragraph, "\n"))
			b, err := parseBlock(name, line+skipped, body)
			if err != nil {
				return nil, err
			}
			blocks = append(blocks, b)
		}
		line += strings.Count(paragraph, "\n") + 2
	}
	return blocks, nil
}

// parseBlock reads the block that begins in a line of the script.
func parseBlock(name string, at int, text string) (*Block, error) {
	input, output, answered := strings.Cut(text, "\n----\n")
	b := &Block{Name: name, Line: at, Input: input + "\n"}
	if answered {
		b.Output = output + "\n"
	}
	var open *line // the command whose body is being read
	for i, words := range strings.Split(input, "\n") {
		command := parseLine(fmt.Sprintf("%s:%d", name, at+i), words)
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
		return nil, open.err
	}
	return b, nil
}
