package memory

import (
	"slices"
	"sort"
	"sync"

	"github.com/relata-go/relata/record"
)

// A countedKey says which headers a census asks for.
type countedKey struct {
	of, to  kind
	atLeast int
}

func (k countedKey) wants(row *header) bool {
	return row.of.kind() == k.of && row.kind() == k.to && !row.isEmpty() && int(row.count) >= k.atLeast
}

// A countedHeader is a header's number beside its record, so that sorting many does not
// look into each.
type countedHeader struct {
	of handle
	n  uint32
}

// A countedRun is what the last census of a snapshot found: enough for many pages, so
// that not each of them goes over all headers.
type countedRun struct {
	mu    sync.Mutex
	key   countedKey
	made  bool
	after record.ID       // the run begins behind it
	rows  []countedHeader // in Ref order of their records; never changed
	whole bool            // there are none behind
}

// counted returns the first headers behind after, in Ref order of their
// records, and no more than most, which is at most lookedAt+1.
func (s *state) counted(key countedKey, after record.ID, most int) []countedHeader {
	run := s.run
	if run == nil { // of a transaction, which may go on changing
		return s.leastHeaders(key, after, most)
	}
	run.mu.Lock()
	defer run.mu.Unlock()
	if run.made && run.key == key && record.CompareIDs(run.after, after) <= 0 {
		if rest := s.behindIn(run.rows, after); run.whole || len(rest) >= most {
			return rest[:min(most, len(rest))]
		}
	}
	run.rows = s.leastHeaders(key, after, lookedAt+1)
	run.key, run.after, run.made, run.whole = key, after, true, len(run.rows) <= lookedAt
	return run.rows[:min(most, len(run.rows))]
}

// behindIn leaves out the headers up to after.
func (s *state) behindIn(rows []countedHeader, after record.ID) []countedHeader {
	behind := s.behind(after)
	return rows[sort.Search(len(rows), func(i int) bool { return behind(rows[i].of) }):]
}

// leastHeaders goes over all headers and keeps the first ones behind after.
func (s *state) leastHeaders(key countedKey, after record.ID, most int) []countedHeader {
	var rows []countedHeader
	behind, last := s.behind(after), handle(0) // behind last none can be among them any more
	cut := func() {
		slices.SortFunc(rows, func(a, b countedHeader) int { return s.ids.compare(a.of, b.of) })
		rows = rows[:min(most, len(rows))]
	}
	s.headers.scan(func(n uint32, row *header) {
		if !key.wants(row) || !behind(row.of) || last != 0 && s.ids.compare(row.of, last) > 0 {
			return
		}
		if rows = append(rows, countedHeader{row.of, n}); len(rows) == 2*most {
			cut()
			last = rows[most-1].of
		}
	})
	cut()
	return rows
}

// behind returns a test for the records, of one type, that stand behind after; every
// one does so for none.
func (s *state) behind(after record.ID) func(handle) bool {
	first, some := firstDecimal(after, false)
	return func(of handle) bool {
		if !of.isText() {
			return some && of&valueMask >= first
		}
		return s.ids.compareID(of, after) > 0
	}
}
