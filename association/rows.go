package association

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A batch has no key twice, whatever the caller repeats: two ids that were merged may
// stand for one record, and the links of a list may share an end.

// repeated asks for the rows of refs, in their order, and reports whether some of them are
// one record; if not, the rows of other families may be asked for in the same order.
func (a *ask) repeated(refs []record.Ref) bool {
	for i, ref := range refs {
		if i > 0 && record.Compare(refs[i-1], ref) >= 0 {
			for _, ref := range refs[i:] {
				a.recordRow(ref)
			}
			return len(a.Records) < len(refs)
		}
		a.Records = append(a.Records, storage.Record{Of: ref})
	}
	return false
}

// addSide asks for a side of one of the records that repeated was called with.
func (a *ask) addSide(of record.Ref, to record.Type) {
	if a.repeats {
		a.sideRow(of, to)
		return
	}
	a.Degrees = append(a.Degrees, storage.Degree{Of: of, To: to})
}

// recordRow returns the position of ref's row, asking for it when it is new.
func (a *ask) recordRow(ref record.Ref) int {
	i := find(&a.records, a.Records, recordKey, ref)
	if i < 0 {
		i = len(a.Records)
		a.Records = append(a.Records, storage.Record{Of: ref})
	}
	return i
}

// sideRow returns the position of a side's row, asking for it when it is new.
func (a *ask) sideRow(of record.Ref, to record.Type) int {
	i := find(&a.sides, a.Degrees, keyOfSide, sideKey{of, to, label.TypeID{}})
	if i < 0 {
		i = len(a.Degrees)
		a.Degrees = append(a.Degrees, storage.Degree{Of: of, To: to})
	}
	return i
}

// linkRow returns the position of the row of the link between two different records,
// asking for it when it is new.
func (a *ask) linkRow(from, to record.Ref) int {
	key := linkKey{from, to}
	if record.Compare(from, to) > 0 {
		key = linkKey{to, from}
	}
	row := find(&a.links, a.Links, keyOfLink, key)
	if row < 0 {
		row = len(a.Links)
		a.Links = append(a.Links, storage.Link{A: key.a, B: key.b})
	}
	return row
}
