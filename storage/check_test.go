package storage_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An error of Check says which question is out of its range, and the range.
func TestCheckSaysWhatIsWrong(t *testing.T) {
	contacts := record.Ref{Type: record.Contacts}
	long := record.New(record.Contacts, record.ID(strings.Repeat("x", 256)))
	for want, u := range map[string]storage.Unread{
		"invalid question: a page has 1 to 20000 rows, not 0 as this neighbor page":                    {NeighborPages: []storage.NeighborPage{{Of: ann}}},
		"invalid question: a page has 1 to 20000 rows, not 20001 as this event page":                   {EventPages: []storage.EventPage{{Of: ann, Max: 20001}}},
		"invalid question: a page has 1 to 20000 rows, not -1 as this degree page":                     {DegreePages: []storage.DegreePage{{Of: contacts, Max: -1}}},
		"invalid question: a page has 1 to 20000 rows, not 0 as this expired page":                     {ExpiredPages: []storage.ExpiredPage{{}}},
		"invalid question: a neighbor page of contacts/1 has no order 3":                               {NeighborPages: []storage.NeighborPage{{Of: ann, Max: 1, Order: 3}}},
		"invalid question: there is no kind 6 of event pages":                                          {EventPages: []storage.EventPage{{Kind: 6, Max: 1}}},
		"invalid question: there is no kind 2 of expired pages":                                        {ExpiredPages: []storage.ExpiredPage{{Kind: 2, Max: 1}}},
		"invalid question: only an event page of a record or a pair ends at a time":                    {EventPages: []storage.EventPage{{Kind: storage.OfRecordState, Of: ann, Until: 5, Max: 1}}},
		"invalid question: an id has at most 255 bytes, \"" + strings.Repeat("x", 40) + `"... has 256`: {Records: []storage.Record{{Of: long}}},
		"invalid question: the key of a metadata row has at most 255 bytes, not 256":                   {Metadata: []storage.Metadata{{Key: strings.Repeat("k", 256)}}},
	} {
		err := u.Check()
		require.ErrorIs(t, err, storage.ErrInvalid)
		require.EqualError(t, err, want)
	}
	fine := storage.Unread{DegreePages: []storage.DegreePage{{Of: ann}}, NeighborPages: []storage.NeighborPage{{Of: ann, Max: storage.MaxPage}}}
	require.NoError(t, fine.Check(), "the degrees of one record have no Max")
}
