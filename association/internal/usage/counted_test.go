package usage

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// Records that several pages show are there once, and none is after the place up to which
// all pages have come: an earlier one may still be missing there.
func TestMerge(t *testing.T) {
	page := func(more bool, ids ...record.ID) found {
		f := found{more: more}
		for _, id := range ids {
			f.rows = append(f.rows, limits.Usage{Record: record.New(record.Contacts, id)})
			f.next = id
		}
		return f
	}
	for _, c := range []struct {
		name  string
		pages []found
		want  []record.ID
		next  record.ID
	}{
		{"both at their end", []found{page(false, "1", "3"), page(false, "2", "3", "9")}, []record.ID{"1", "2", "3", "9"}, ""},
		{"one goes on", []found{page(true, "1", "3"), page(false, "2", "9")}, []record.ID{"1", "2", "3"}, "3"},
		{"both go on", []found{page(true, "1", "7"), page(true, "2", "4")}, []record.ID{"1", "2", "4"}, "4"},
		{"nothing", []found{page(false), page(false)}, nil, ""},
	} {
		var answer found
		require.Equal(t, c.want, answer.merge(c.pages), c.name)
		require.Equal(t, c.next != "", answer.more, c.name)
		require.Equal(t, c.next, answer.next, c.name)
	}
}
