package importer

import (
	"errors"
	"strings"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// labelCells reads the cells of the label column under one schema. It remembers the meaning of
// each text, because a file has few different label cells.
type labelCells struct {
	schema   *schema.Schema
	from, to record.Type
	wordMark mark // the meaning of the word Primary for these types
	known    map[string]*labelCell
}

// A mark says which end of a row's link becomes primary.
type mark uint8

const (
	noMark        mark = iota
	primaryOfFrom      // To becomes the primary of From
	primaryOfTo        // From becomes the primary of To
	bothMarks          // a fault: a row may ask for one of the two
)

// A labelCell is the meaning of a label cell.
type labelCell struct {
	labels []label.Label
	mark   mark
	faults []wordFault
}

// A wordFault is an error in a word of a label cell.
type wordFault struct {
	kind Kind
	word string
	err  error
}

// errTwoMarks is the error of a cell that marks both ends.
var errTwoMarks = errors.New("a row marks one of its ends: give the other mark a row of its own")

// wordMark    marks the row's company as the primary of the other record.
const primaryWord = "Primary"

// maxKnown is how many different cells are remembered, inclusive. Without this limit a file
// whose label cells all differ would be held in memory.
const maxKnown = 4096

func newLabelCells(s *schema.Schema, from, to record.Type) *labelCells {
	c := &labelCells{schema: s, from: from, to: to, known: map[string]*labelCell{}}
	if _, exists := s.Primary().Rule(from, to); exists {
		c.wordMark = primaryOfFrom
	} else if _, exists := s.Primary().Rule(to, from); exists {
		c.wordMark = primaryOfTo
	}
	return c
}

// read returns the meaning of a cell. Rows share the result and must not change it.
func (c *labelCells) read(text string) *labelCell {
	if cell := c.known[text]; cell != nil {
		return cell
	}
	if len(c.known) == maxKnown {
		clear(c.known)
	}
	cell := &labelCell{}
	for word := range strings.SplitSeq(text, ";") {
		if word = strings.TrimSpace(word); word != "" {
			c.add(cell, word)
		}
	}
	c.known[strings.Clone(text)] = cell // a clone: text may hold its whole row in memory
	return cell
}

// add adds the meaning of a word to a cell.
func (c *labelCells) add(cell *labelCell, word string) {
	if c.wordMark != noMark && strings.EqualFold(word, primaryWord) {
		cell.addMark(c.wordMark, word)
		return
	}
	l, err := c.schema.Labels().Resolve(c.from, c.to, label.Named(word))
	switch {
	case err != nil:
		cell.faults = append(cell.faults, wordFault{kindOfLabel(err), strings.Clone(word), err})
	case l.Kind == label.KindPrimary:
		cell.addMark(c.markOf(l), word)
	default:
		cell.labels = append(cell.labels, l)
	}
}

// markOf returns the mark for a primary type. A cell may have the internal name of the type, of
// either direction.
func (c *labelCells) markOf(l label.Label) mark {
	if own, exists := c.schema.Labels().Primary(c.from, c.to); exists && own.ID == l.ID {
		return primaryOfFrom
	}
	return primaryOfTo
}

// addMark adds a mark. If the cell then marks both ends, that is a fault.
func (cell *labelCell) addMark(m mark, word string) {
	if cell.mark |= m; cell.mark == bothMarks {
		cell.faults = append(cell.faults, wordFault{LabelConflict, strings.Clone(word), errTwoMarks})
	}
}

// kindOfLabel returns the kind of an error of package label.
func kindOfLabel(err error) Kind {
	if errors.Is(err, label.ErrWrongDirection) {
		return WrongDirection
	}
	return LabelNotFound
}
