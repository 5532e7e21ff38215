package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/storage"
)

// A reader turns the questions of a batch into statements, and their rows into answers.
//
// A statement answers all questions of one kind, so that a thousand questions cost one
// statement. Its parameters are arrays with one element for each question, and each of its
// rows begins with the number of the question that it answers. The arrays are joined with
// the table by LATERAL, with a LIMIT inside. This leaves the planner one plan, a nested
// loop over an index, and the rows come in the order of that index.
type reader struct {
	account *account
	batch   *storage.Batch
	unread  storage.Unread // the questions that this Read answers

	isLocked bool       // the account's row is locked, and was checked then
	isOuter  bool       // the row may be of a transaction that does not commit
	row      accountRow // of a reader without locks
	known    *string    // the account's id before the snapshot was taken; nil: none

	newest storage.Position // the newest position ever given; read if an event page has a cursor
	after  storage.Position // the greatest cursor of an event page
}

// ask adds the statements that answer the unread questions of b.
func (r *reader) ask(t *roundTrip, b *storage.Batch) error {
	r.batch, r.unread = b, b.Unread()
	u := &r.unread
	if err := u.Check(); err != nil {
		return err
	}
	r.schema(t, storage.Take(&u.Schema))
	r.records(t, storage.Take(&u.Records))
	r.operations(t, storage.Take(&u.Operations))
	r.metadata(t, storage.Take(&u.Metadata))
	r.degrees(t, storage.Take(&u.Degrees))
	r.links(t, storage.Take(&u.Links))
	r.neighborPages(t, u.NeighborPages)
	r.degreePages(t, u.DegreePages)
	r.eventPages(t, u.EventPages)
	r.expiredPages(t, u.ExpiredPages)
	return nil
}

// finish ends the Read after all answers have come.
func (r *reader) finish() error {
	if !r.isLocked {
		if err := r.account.check(r.row, r.known); err != nil {
			return err
		}
		if !r.isOuter {
			r.account.remember(r.row)
		}
	}
	if err := r.checkPositions(); err != nil {
		return err
	}
	return r.unread.Finish()
}

// query adds a statement whose first parameter is the account and whose rows begin with
// the number, from 1, of the question that they answer.
func (r *reader) query(t *roundTrip, take rowFunc, sql string, args ...any) {
	t.query(take, r.account.in(sql), append([]any{r.account.name}, args...)...)
}

// each returns a function that scans a row into dest and then calls take with the number,
// from 0, of the question that the row answers.
func each(take func(i int) error, dest ...any) rowFunc {
	var number int64
	dest = append([]any{&number}, dest...)
	return func(rows pgx.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		return take(int(number - 1))
	}
}

// answers counts the rows of answers in a batch.
type answers struct{ neighbors, degreeRows, eventRows, expiredRecords, expiredOperations int }

// answersOf counts the answers that b has before a Read.
func answersOf(b *storage.Batch) answers {
	return answers{len(b.Neighbors), len(b.DegreeRows), len(b.EventRows), len(b.ExpiredRecords), len(b.ExpiredOperations)}
}

// restore drops the answers of an attempt that failed.
func (a answers) restore(b *storage.Batch) {
	b.Neighbors, b.DegreeRows, b.EventRows = b.Neighbors[:a.neighbors], b.DegreeRows[:a.degreeRows], b.EventRows[:a.eventRows]
	b.ExpiredRecords, b.ExpiredOperations = b.ExpiredRecords[:a.expiredRecords], b.ExpiredOperations[:a.expiredOperations]
}
