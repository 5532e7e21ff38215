package degree

import (
	"slices"
	"sort"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A Filter says which rows a page of degrees lists: those of records of type Of to type
// To that are not empty and have AtLeast links or more.
type Filter struct {
	Of, To  rowid.Type
	AtLeast int
}

// matches reports whether the page lists a row.
func (f Filter) matches(row *Row) bool {
	return row.Of.Type() == f.Of && row.To() == f.To && !row.IsEmpty() && int(row.Count) >= f.AtLeast
}

// A Match is the number of a row beside its record, so that sorting many matches does
// not look into each row.
type Match struct {
	Of rowid.ID
	N  uint32
}

// A FilterCache remembers what the last scan of a snapshot found. The table is not
// sorted, so each scan reads all rows, and collects enough rows for many pages.
type FilterCache struct {
	mu       sync.Mutex
	filter   Filter
	filled   bool
	after    record.ID // rows begins after this record
	rows     []Match   // in Ref order of their records; never changed
	complete bool      // there are no matches after rows
}

// MaxScan is the greatest number of matches that a caller may ask for at a time, plus
// 1, and how many matches a cache holds.
const MaxScan = storage.MaxPage + 1

// Select returns the first rows after a record that match, at most limit of them, in
// Ref order of their records. limit is at most MaxScan. cache is that of the snapshot;
// a transaction has none, since its rows may change.
func (r *Rows) Select(f Filter, after record.ID, limit int, names *rowid.Names, cache *FilterCache) []Match {
	if cache == nil {
		return r.scan(f, after, limit, names)
	}
	cache.mu.Lock()
	defer cache.mu.Unlock()
	if cache.filled && cache.filter == f && record.CompareIDs(cache.after, after) <= 0 {
		if rest := matchesAfter(cache.rows, after, names); cache.complete || len(rest) >= limit {
			return rest[:min(limit, len(rest))]
		}
	}
	cache.rows = r.scan(f, after, MaxScan, names)
	cache.filter, cache.after, cache.filled, cache.complete = f, after, true, len(cache.rows) < MaxScan
	return cache.rows[:min(limit, len(cache.rows))]
}

// matchesAfter leaves out the matches up to and including after.
func matchesAfter(rows []Match, after record.ID, names *rowid.Names) []Match {
	isAfter := names.After(after)
	return rows[sort.Search(len(rows), func(i int) bool { return isAfter(rows[i].Of) }):]
}

// scan reads all rows and keeps the first limit matches. It collects up to twice as
// many, sorts them and drops the second half: from then on a match that comes after the
// last one kept is not collected at all.
func (r *Rows) scan(f Filter, after record.ID, limit int, names *rowid.Names) []Match {
	var rows []Match
	isAfter, last := names.After(after), rowid.ID(0)
	keepFirst := func() {
		slices.SortFunc(rows, func(a, b Match) int { return names.Compare(a.Of, b.Of) })
		rows = rows[:min(limit, len(rows))]
	}
	r.Scan(func(n uint32, row *Row) {
		if !f.matches(row) || !isAfter(row.Of) || last != 0 && names.Compare(row.Of, last) > 0 {
			return
		}
		if rows = append(rows, Match{row.Of, n}); len(rows) == 2*limit {
			keepFirst()
			last = rows[limit-1].Of
		}
	})
	keepFirst()
	return rows
}
