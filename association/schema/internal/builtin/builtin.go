package builtin

import (
	"strconv"
	"strings"
	"sync"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Definitions returns every built-in definition with ids. The Forward direction of a
// primary mark is the direction that marks. The slice is shared and must not be changed.
var Definitions = sync.OnceValue(func() []label.Definition { return definitions(parse(published)) })

// A direction is an ordered pair of types.
type direction struct{ from, to record.Type }

func (d direction) reversed() direction { return direction{d.to, d.from} }

// A variant tells apart the cells that the table has for a direction. The zero variant
// is the unlabeled type.
type variant string

const (
	primaryMark variant = "primary"
	withPrimary variant = "with_primary" // the reverse of a primary mark
	child       variant = "child"
	parent      variant = "parent"
)

// reversed returns the variant that the other direction lists for the same definition.
func (v variant) reversed() variant {
	switch v {
	case primaryMark:
		return withPrimary
	case withPrimary:
		return primaryMark
	case child:
		return parent
	case parent:
		return child
	}
	return v
}

// A row is a cell of the table: a direction and a number.
type row struct {
	direction
	variant variant
	number  uint32
}

// key returns the row without the number, which identifies the row.
func (r row) key() row { return row{direction: r.direction, variant: r.variant} }

// reverseKey is the key of the row for the same definition's other direction.
func (r row) reverseKey() row {
	return row{direction: r.direction.reversed(), variant: r.variant.reversed()}
}

// parse reads the table. A cell without a number reads as 0. The table is a constant, and
// a test checks that no such cell exists.
func parse(table string) []row {
	var rows []row
	for line := range strings.Lines(strings.TrimSpace(table)) {
		from, cells, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for cell := range strings.SplitSeq(cells, ", ") {
			target, digits, _ := strings.Cut(cell, " ")
			to, v, _ := strings.Cut(target, ".")
			number, _ := strconv.ParseUint(digits, 10, 32)
			d := direction{record.Type(from), record.Type(to)}
			rows = append(rows, row{direction: d, variant: variant(v), number: uint32(number)})
		}
	}
	return rows
}

// definitions joins the two rows of each definition, in the order of the first row.
func definitions(rows []row) []label.Definition {
	numbers := make(map[row]uint32, len(rows))
	for _, r := range rows {
		numbers[r.key()] = r.number
	}
	var all []label.Definition
	joined := make(map[uint32]bool, len(rows))
	for _, r := range rows {
		if joined[r.number] {
			continue
		}
		back := row{direction: r.direction.reversed(), variant: r.variant.reversed(), number: label.ReservedFrom + r.number}
		if n, listed := numbers[r.reverseKey()]; listed {
			back.number = n
		}
		joined[r.number], joined[back.number] = true, true
		if r.variant == withPrimary {
			r, back = back, r
		}
		all = append(all, definition(r.label(numbers), back.label(numbers)))
	}
	return all
}

func definition(forward, backward label.Label) label.Definition {
	forward.Inverse, backward.Inverse = backward.ID, forward.ID
	return label.Definition{Forward: forward, Backward: backward, Category: label.HubSpotDefined}
}

// label returns the Label of a row, without the inverse.
func (r row) label(numbers map[row]uint32) label.Label {
	l := label.Label{ID: label.TypeID{Category: label.HubSpotDefined, Number: r.number}, From: r.from, To: r.to, Name: string(r.variant), Kind: label.KindSingle}
	_, marked := numbers[row{direction: r.direction, variant: primaryMark}]
	_, seen := numbers[row{direction: r.direction.reversed(), variant: primaryMark}]
	switch r.variant {
	case "":
		l.Kind, l.Name = label.KindUnlabeled, unlabeledName(r.direction, marked || seen)
	case primaryMark:
		l.Kind, l.Name, l.Text = label.KindPrimary, pairName(r.direction), primaryText
	case withPrimary:
		l.Kind, l.Name, l.Text = label.KindPrimary, pairName(r.direction), withPrimaryText(r.direction)
		if marked { // deals and leads mark each other
			l.Name += "_reverse"
		}
	case child:
		l.Kind, l.Name, l.Text = label.KindPaired, "parent_to_child_company", "Child company"
	case parent:
		l.Kind, l.Name, l.Text = label.KindPaired, "child_to_parent_company", "Parent company"
	default:
		l.Text = sentence(string(r.variant))
	}
	return l
}
