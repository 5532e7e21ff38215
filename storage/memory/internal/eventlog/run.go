package eventlog

import (
	"sort"

	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A Run is a range of events that have the same source and the same group: all events
// from the first one up to the first one of the next run. Both stay the same over many
// events, so they are stored once for the range and not in every entry.
type Run struct {
	first  uint32
	Source uint32 // the number of the interned source
	Group  rowid.Operation
}

// extendRun lets event n, the next one, be the last of the newest run, or begins a run.
func (l *Log) extendRun(n, source uint32, group rowid.Operation) {
	if last := l.runs.Count(); last > 0 {
		if r := l.runs.At(last - 1); r.Source == source && r.Group == group {
			return
		}
	}
	l.runs.Push(Run{n, source, group})
}

// RunOf returns the run that event i belongs to.
func (l *Log) RunOf(i uint32) *Run {
	last := l.runs.Count() - 1
	if r := l.runs.At(last); r.first <= i { // a reader most often asks for new events
		return r
	}
	n := sort.Search(int(last), func(n int) bool { return l.runs.At(uint32(n)).first > i })
	return l.runs.At(uint32(n) - 1)
}

// OfGroup calls visit with every event of a group from number first on, oldest first,
// until visit returns false. It reads the runs, and no events of other groups.
func (l *Log) OfGroup(group rowid.Operation, first uint32, visit func(i uint32) bool) {
	for n := uint32(0); n < l.runs.Count(); n++ {
		r, end := l.runs.At(n), l.entries.Count()
		if n+1 < l.runs.Count() {
			end = l.runs.At(n + 1).first
		}
		if r.Group != group {
			continue
		}
		for i := max(r.first, first); i < end; i++ {
			if !visit(i) {
				return
			}
		}
	}
}
