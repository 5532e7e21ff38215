package storage

import "github.com/relata-go/relata/record"

// An ExpiredPage asks for rows that have expired: records ordered by Expires and then
// by Ref, operations ordered by At and then as history.CompareOperations orders them.
// There is no cursor: the caller handles the rows, and the next answer no longer has
// them. The rows are whole, as if they had been asked for by key.
type ExpiredPage struct {
	Kind   ExpiredKind
	Before record.Time // exclusive
	Max    int         // 1 to MaxPage

	Start, Count int  // answered: the rows are ExpiredRecords or ExpiredOperations [Start:Start+Count]
	More         bool // answered: there are more

	answered bool // by the Read under way
}

// MarkAnswered records that the Read under way has answered p; see [Unread].
func (p *ExpiredPage) MarkAnswered() { p.answered = true }

// An ExpiredKind says which rows an ExpiredPage asks for.
type ExpiredKind uint8

// The kinds of expired pages.
const (
	RecordsExpired    ExpiredKind = iota // records whose Expires is set and before the time; rows are ExpiredRecords
	OperationsExpired                    // operations done before the time; rows are ExpiredOperations
)
