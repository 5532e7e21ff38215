package importer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

// A dyingStore is the store of a process that dies at its last Update: before the commit, or
// after the commit and before the answer. After that all Updates fail.
type dyingStore struct {
	storage.Storage
	group int
	left  int  // Updates until the store dies; negative: the store is dead
	after bool // the last Update commits
}

func (m *dyingStore) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if m.left--; m.left < 0 {
		return errDown
	}
	if m.left > 0 || m.after {
		if err := m.Storage.Update(ctx, anchors, fn); err != nil || m.left > 0 {
			return err
		}
	}
	m.left = -1
	return storage.ErrAmbiguous
}

func (m *dyingStore) Traits() storage.Traits {
	t := m.Storage.Traits()
	t.Group = m.group
	return t
}

// crashFile has every kind of row: further labels, marks that move back and forth, repeated
// rows, errors, and a row that a limit refuses.
const crashFile = header +
	"1,10,Manager\n1,11,Primary\n1,10,Primary;Billing\n1,11,Primary\n1,11,Primary\n,10,\n2,10,Primary\n2,11,Employer\n" +
	"2,12,Nobody\n2,12,\n2,13,Manager\n1,10,Manager\n3,10,\n3,11,Primary\n"

// F6: an import dies anywhere, and resumes from the last progress that was reported. The graph
// is that of a single run, with every event once, and every row is counted once.
func TestF6CrashAnywhere(t *testing.T) {
	contacts := []string{"1", "2", "3"}
	for _, move := range []bool{false, true} {
		whole := limited(t)
		want := run(t, whole, people, crashFile, &importer.Options{MovePrimary: move})
		for _, c := range []struct{ batch, group int }{{1, 1}, {3, 2}, {4, 1}, {5, 64}, {100, 3}} {
			for _, after := range []bool{false, true} {
				deaths := 0
				for updates := 1; ; updates++ {
					store := &dyingStore{Storage: memory.New(), group: c.group, left: 1 << 30, after: after}
					g := limitedOn(t, store)
					store.left = updates
					var told importer.Progress
					o := importer.Options{MovePrimary: move, Batch: c.batch, Progress: func(p importer.Progress) { told = p }}
					o.ID = operation(t, "import of today")
					_, err := importer.Run(context.Background(), g, strings.NewReader(crashFile), people, &o)
					store.left = 1 << 30
					if err == nil {
						break
					}
					require.ErrorIs(t, err, storage.ErrAmbiguous)
					deaths++
					name := fmt.Sprintf("move %v, %+v, after %v, update %d, told %s", move, c, after, updates, told)
					o.Resume = told
					got := run(t, g, people, crashFile, &o)
					require.Equal(t, links(t, whole, contacts...), links(t, g, contacts...), name)
					require.Len(t, events(t, g, contacts...), len(events(t, whole, contacts...)), name)
					require.Equal(t, want.Rows, got.Rows, name)
					require.Equal(t, want.Line, got.Line, name)
					require.Equal(t, want.Failed, got.Failed, name)
					require.Equal(t, want.ErrorCount, got.ErrorCount, name)
					require.Equal(t, want.Repeated, got.Repeated, name)
					if !after && c.group >= c.batch {
						requireSameCounts(t, want.Progress, got.Progress, name)
					}
				}
				require.Positive(t, deaths)
			}
		}
	}
}

// requireSameCounts compares the counts of two imports, whatever their ids.
func requireSameCounts(t *testing.T, want, got importer.Progress, name string) {
	got.ID = want.ID
	require.Equal(t, want, got, name)
}

// limitedOn is limited on a store of the test's own.
func limitedOn(t require.TestingT, store storage.Storage) *association.Graph {
	g := openOn(t, store)
	limit(t, g)
	return g
}
