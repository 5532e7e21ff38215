package importer

import (
	"errors"
	"strings"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A glossary says what label cells mean under one schema, and remembers it: a file
// has few different ones.
type glossary struct {
	schema   *schema.Schema
	from, to record.Type
	primary  mark // what the word Primary means
	known    map[string]*words
}

// A mark says whose primary a row marks.
type mark uint8

const (
	noMark  mark = iota
	ofFrom       // To becomes the primary of From
	ofTo         // From becomes the primary of To
	bothWay      // cannot be asked by one row
)

// words are what a label cell says.
type words struct {
	labels []label.Label
	mark   mark
	wrong  []wrongWord
}

type wrongWord struct {
	kind Kind
	text string
	err  error
}

// errTwoMarks is the error of a cell that marks both ends.
var errTwoMarks = errors.New("a row marks one of its ends: give the other mark a row of its own")

// primaryWord marks the row's company.
const primaryWord = "Primary"

// maxKnown bounds what a glossary remembers of a file whose label cells all differ.
const maxKnown = 4096

func newGlossary(s *schema.Schema, from, to record.Type) *glossary {
	g := &glossary{schema: s, from: from, to: to, known: map[string]*words{}}
	if _, exists := s.Primary().Rule(from, to); exists {
		g.primary = ofFrom
	} else if _, exists := s.Primary().Rule(to, from); exists {
		g.primary = ofTo
	}
	return g
}

// read returns what a cell says. The result is shared.
func (g *glossary) read(cell string) *words {
	if w := g.known[cell]; w != nil {
		return w
	}
	if len(g.known) == maxKnown {
		clear(g.known)
	}
	w := &words{}
	for part := range strings.SplitSeq(cell, ";") {
		if part = strings.TrimSpace(part); part != "" {
			g.add(w, part)
		}
	}
	g.known[strings.Clone(cell)] = w
	return w
}

// add reads one word.
func (g *glossary) add(w *words, text string) {
	if g.primary != noMark && strings.EqualFold(text, primaryWord) {
		w.add(g.primary, text)
		return
	}
	l, err := g.schema.Labels().Resolve(g.from, g.to, label.Named(text))
	switch {
	case err != nil:
		w.wrong = append(w.wrong, wrongWord{kindOfLabel(err), strings.Clone(text), err})
	case l.Kind == label.KindPrimary:
		w.add(g.marked(l), text)
	default:
		w.labels = append(w.labels, l)
	}
}

// marked returns whose primary a built-in mark marks, which a cell may name by its
// internal name as well.
func (g *glossary) marked(l label.Label) mark {
	if own, exists := g.schema.Labels().Primary(g.from, g.to); exists && own.ID == l.ID {
		return ofFrom
	}
	return ofTo
}

// add notes a mark.
func (w *words) add(m mark, text string) {
	if w.mark |= m; w.mark == bothWay {
		w.wrong = append(w.wrong, wrongWord{LabelConflict, strings.Clone(text), errTwoMarks})
	}
}

// kindOfLabel returns the kind of an error of package label.
func kindOfLabel(err error) Kind {
	if errors.Is(err, label.ErrWrongDirection) {
		return WrongDirection
	}
	return LabelNotFound
}
