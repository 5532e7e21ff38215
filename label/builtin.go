package label

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/record"
)

// ReservedFrom is where the reserved numbers of HUBSPOT_DEFINED begin. HubSpot
// publishes some pairs in one direction only; the other direction then has the
// published number plus ReservedFrom, which no published number reaches.
const ReservedFrom = 1_000_000

// activeTypes are the types that every account has, in byte order.
var activeTypes = []record.Type{
	record.Calls, record.Communications, record.Companies, record.Contacts, record.Deals, record.Emails,
	record.Meetings, record.Notes, record.PostalMail, record.Tasks, record.Tickets,
}

// builtin is shared by all catalogs and never changes.
var builtin = newBuiltins(parseTable(published))

// builtins are the definitions that come with the library.
type builtins struct {
	low    []*entry           // by published number
	high   []*entry           // by reserved number, less ReservedFrom
	ways   map[direction]*way // all, also those that wait for a type
	active map[direction]*way // those between types that every account has
	byType map[record.Type][]direction
}

// A variant tells apart what the table lists for one direction. The zero variant
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

// A row is one cell of the table: one direction and its number.
type row struct {
	direction
	variant variant
	number  uint32
}

// key is what identifies a row; the number is left out.
func (r row) key() row { return row{direction: r.direction, variant: r.variant} }

// reverseKey is the key of the row for the same definition's other direction.
func (r row) reverseKey() row {
	return row{direction: r.direction.reversed(), variant: r.variant.reversed()}
}

// parseTable reads the table. What is no number reads as 0; the table is a constant
// and a test holds that it has none.
func parseTable(table string) []row {
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

func newBuiltins(rows []row) *builtins {
	b := &builtins{
		ways: map[direction]*way{}, active: map[direction]*way{}, byType: map[record.Type][]direction{},
	}
	numbers, highest := make(map[row]uint32, len(rows)), uint32(0)
	for _, r := range rows {
		numbers[r.key()] = r.number
		highest = max(highest, r.number)
	}
	b.low, b.high = make([]*entry, highest+1), make([]*entry, highest+1)
	for _, r := range rows {
		if b.low[r.number] == nil {
			b.define(r, numbers)
		}
	}
	return b
}

// define adds both directions of the definition that r is a direction of.
func (b *builtins) define(r row, numbers map[row]uint32) {
	back := row{direction: r.direction.reversed(), variant: r.variant.reversed(), number: ReservedFrom + r.number}
	if n, ok := numbers[r.reverseKey()]; ok {
		back.number = n
	}
	f, g := newEntries(r.label(numbers), back.label(numbers))
	for _, side := range []struct {
		*entry
		row
	}{{f, r}, {g, back}} {
		e, d := side.entry, side.direction
		e.exclusive = side.variant == child || side.variant == parent
		e.dormant = !startsActive(d)
		if n := e.ID.Number; n < ReservedFrom {
			b.low[n] = e
		} else {
			b.high[n-ReservedFrom] = e
		}
		b.way(d).add(e, side.variant == primaryMark)
	}
}

// entry returns the direction with the given HUBSPOT_DEFINED number, or nil.
func (b *builtins) entry(number uint32) *entry {
	switch {
	case number < uint32(len(b.low)):
		return b.low[number]
	case number >= ReservedFrom && number-ReservedFrom < uint32(len(b.high)):
		return b.high[number-ReservedFrom]
	}
	return nil
}

// way returns the way of a direction, a new one when there is none.
func (b *builtins) way(d direction) *way {
	if b.ways[d] == nil {
		b.ways[d] = &way{}
		b.byType[d.from] = append(b.byType[d.from], d)
		if startsActive(d) {
			b.active[d] = b.ways[d]
		}
	}
	return b.ways[d]
}

// startsActive reports whether every account has both types.
func startsActive(d direction) bool {
	return (d.from.IsStandard() || d.from.IsActivity()) && (d.to.IsStandard() || d.to.IsActivity())
}

// isBuiltin reports whether the table knows t.
func isBuiltin(t record.Type) bool { return len(builtin.byType[t]) > 0 }

// label returns the Label of a row, without its inverse.
func (r row) label(numbers map[row]uint32) Label {
	l := Label{ID: TypeID{HubSpotDefined, r.number}, From: r.from, To: r.to, Name: string(r.variant), Kind: KindSingle}
	_, marked := numbers[row{direction: r.direction, variant: primaryMark}]
	_, seen := numbers[row{direction: r.direction.reversed(), variant: primaryMark}]
	switch r.variant {
	case "":
		l.Kind, l.Name = KindUnlabeled, unlabeledName(r.direction, marked || seen)
	case primaryMark:
		l.Kind, l.Name, l.Text = KindPrimary, pairName(r.direction), primaryText
	case withPrimary:
		l.Kind, l.Name, l.Text = KindPrimary, pairName(r.direction), withPrimaryText(r.direction)
		if marked { // deals and leads mark each other
			l.Name += "_reverse"
		}
	case child:
		l.Kind, l.Name, l.Text = KindPaired, "parent_to_child_company", "Child company"
	case parent:
		l.Kind, l.Name, l.Text = KindPaired, "child_to_parent_company", "Parent company"
	default:
		l.Text = sentence(string(r.variant))
	}
	return l
}

const primaryText = "Primary"

// withPrimaryText is what the marked record sees: "Contact with primary company".
func withPrimaryText(d direction) string {
	return sentence(fmt.Sprintf("%s with primary %s", singular(d.to), singular(d.from)))
}

// pairName is the name of a direction, such as contact_to_company: that of its
// primary mark where it has one, as in HubSpot's version 3, else of its unlabeled type.
func pairName(d direction) string {
	return strings.ReplaceAll(singular(d.from)+"_to_"+singular(d.to), "-", "_")
}

func unlabeledName(d direction, hasPrimary bool) string {
	if hasPrimary {
		return pairName(d) + "_unlabeled"
	}
	return pairName(d)
}

// singular returns contact for contacts, company for companies, tax for taxes.
func singular(t record.Type) string {
	name := string(t)
	switch {
	case strings.HasSuffix(name, "ies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "xes"):
		return strings.TrimSuffix(name, "es")
	}
	return strings.TrimSuffix(name, "s")
}

// sentence turns billing_contact into "Billing contact".
func sentence(name string) string {
	words := strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
