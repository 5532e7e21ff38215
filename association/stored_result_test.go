package association

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Results that an earlier version stored are read, and are stored the same way today.
func TestStoredResultKeepsItsForm(t *testing.T) {
	operation, err := history.NamedOperation("order-7")
	require.NoError(t, err)
	for text, want := range map[string]Result{
		`{"Operation":"~c","At":0,"Outcome":1,"Repeated":false}`: {Operation: history.Numbered(12), Outcome: Unchanged},
		`{"Operation":"order-7","At":1700000000000000001,"Outcome":7,"Promoted":"companies/1","Demoted":"companies/2",` +
			`"Ignored":"companies/3","Skipped":["calls/1"],"Links":3,"Lost":[{"From":"contacts/1","To":"companies/9",` +
			`"Labels":[{"Category":2,"Number":5}],"Reason":2},{"From":"contacts/1","To":"companies/8","Labels":null,"Reason":1}],` +
			`"Reached":["deals/1"],"Repeated":false}`: {
			Operation: operation, At: 1_700_000_000_000_000_001, Outcome: Merged, Promoted: record.New(record.Companies, "1"),
			Demoted: record.New(record.Companies, "2"), Ignored: record.New(record.Companies, "3"),
			Skipped: []record.Ref{record.New(record.Calls, "1")}, Links: 3,
			Lost: []Loss{
				{record.New(record.Contacts, "1"), record.New(record.Companies, "9"), []label.TypeID{{Category: label.UserDefined, Number: 5}}, OverLimit},
				{record.New(record.Contacts, "1"), record.New(record.Companies, "8"), nil, OtherDeleted},
			},
			Joined: []record.Ref{record.New(record.Deals, "1")},
		},
	} {
		read, err := decodeResult(text)
		require.NoError(t, err)
		require.Equal(t, want, read)
		stored, err := encodeResult(read)
		require.NoError(t, err)
		require.Equal(t, text, stored)
	}
}
