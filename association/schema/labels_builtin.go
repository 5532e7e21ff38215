package schema

import (
	"github.com/relata-go/relata/association/schema/internal/builtin"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// activeTypes are the types that every account has, in byte order.
var activeTypes = []record.Type{
	record.Calls, record.Communications, record.Companies, record.Contacts, record.Deals, record.Emails,
	record.Meetings, record.Notes, record.PostalMail, record.Tasks, record.Tickets,
}

// builtIns is shared by all accounts and never changes.
var builtIns = newBuiltInIndex(builtin.Definitions())

// A builtInIndex finds the definitions that come with the library.
type builtInIndex struct {
	published []*entry               // by number
	reserved  []*entry               // by number less label.ReservedFrom
	all       map[direction]*defined // also those whose types are not active
	active    map[direction]*defined // those between types that every account has
	byType    map[record.Type][]direction
}

func newBuiltInIndex(definitions []label.Definition) *builtInIndex {
	b := &builtInIndex{
		all: map[direction]*defined{}, active: map[direction]*defined{}, byType: map[record.Type][]direction{},
	}
	for _, d := range definitions {
		forward, backward := newEntries(d.Forward, d.Backward)
		for i, e := range []*entry{forward, backward} {
			b.add(e, i == 0)
		}
	}
	return b
}

// add puts a direction of a definition into the index.
func (b *builtInIndex) add(e *entry, forward bool) {
	d := direction{e.From, e.To}
	e.exclusive = e.ID == label.ParentToChild || e.ID == label.ChildToParent
	e.inactive = !startsActive(d)
	if n := e.ID.Number; n < label.ReservedFrom {
		b.published = put(b.published, n, e)
	} else {
		b.reserved = put(b.reserved, n-label.ReservedFrom, e)
	}
	b.defined(d).add(e, forward)
}

// put returns the entries with e at the given index.
func put(entries []*entry, at uint32, e *entry) []*entry {
	for uint32(len(entries)) <= at {
		entries = append(entries, nil)
	}
	entries[at] = e
	return entries
}

// entry returns the direction with the given HUBSPOT_DEFINED number, or nil.
func (b *builtInIndex) entry(number uint32) *entry {
	switch {
	case number < uint32(len(b.published)):
		return b.published[number]
	case number >= label.ReservedFrom && number-label.ReservedFrom < uint32(len(b.reserved)):
		return b.reserved[number-label.ReservedFrom]
	}
	return nil
}

// defined returns the definitions of a direction, an empty value when there are none yet.
func (b *builtInIndex) defined(d direction) *defined {
	if b.all[d] == nil {
		b.all[d] = &defined{}
		b.byType[d.from] = append(b.byType[d.from], d)
		if startsActive(d) {
			b.active[d] = b.all[d]
		}
	}
	return b.all[d]
}

// startsActive reports whether every account has both types.
func startsActive(d direction) bool {
	return (d.from.IsStandard() || d.from.IsActivity()) && (d.to.IsStandard() || d.to.IsActivity())
}

// isBuiltIn reports whether t is a type of HubSpot's table, active or not. Every other
// type is a custom type.
func isBuiltIn(t record.Type) bool { return len(builtIns.byType[t]) > 0 }
