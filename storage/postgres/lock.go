package postgres

import (
	"hash/fnv"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Locks are rows. A lock on a row that is not there locks nothing, so each is created
// first, by a statement of its own: what is created in the statement that locks would be
// locked out of order. Rows that are there already cost it nothing, and no lock row is
// ever deleted, so nobody waits for one that was created while holding one of a higher
// place: there is no deadlock among Updates that read once.
const (
	sqlEnsureAccount = `INSERT INTO relata.account (account) VALUES ($1) ON CONFLICT DO NOTHING`
	sqlShareAccount  = `SELECT 1 FROM relata.account WHERE account = $1 FOR SHARE`
	sqlTakeAccount   = `SELECT 1 FROM relata.account WHERE account = $1 FOR UPDATE`

	sqlEnsureRecords = `INSERT INTO relata.record (account, type, id)
		SELECT $1, q.type, q.id FROM unnest($2::text[], $3::text[]) q(type, id) ON CONFLICT DO NOTHING`
	// The LATERAL locks in the order of the arrays.
	sqlLockRecords = `SELECT coalesce(max(r.xid), 0), pg_current_xact_id()::text::bigint
		FROM unnest($2::text[], $3::text[]) q(type, id), LATERAL (
			SELECT CASE WHEN r.epoch = (SELECT epoch FROM relata.meta) THEN r.xid ELSE 0 END AS xid
			FROM relata.record r
			WHERE r.account = $1 AND r.type = q.type AND r.len = octet_length(q.id) AND r.id = q.id
			FOR UPDATE OF r) r`

	sqlEnsureSlots = `INSERT INTO relata.slot (account, slot)
		SELECT $1, q FROM unnest($2::smallint[]) q ON CONFLICT DO NOTHING`
	sqlLockSlots = `SELECT count(*) FROM unnest($2::smallint[]) q(slot), LATERAL (
			SELECT 1 FROM relata.slot s WHERE s.account = $1 AND s.slot = q.slot FOR UPDATE) s`
)

// lockAnchors adds the locks of the account and the anchors. Whoever writes the schema
// has the account's alone.
func (t *tx) lockAnchors(next *trip) {
	name, anchors := t.account.name, t.anchors
	next.do(t.account.in(sqlEnsureAccount), name)
	if len(anchors) > 0 && anchors[0].IsZero() {
		anchors = anchors[1:]
		next.do(t.account.in(sqlTakeAccount), name)
	} else {
		next.do(t.account.in(sqlShareAccount), name)
	}
	if len(anchors) == 0 {
		return
	}
	types, ids := splitRefs(anchors)
	next.do(t.account.in(sqlEnsureRecords), name, types, ids)
	next.ask(notBehind, t.account.in(sqlLockRecords), name, types, ids)
}

// notBehind takes the greatest number of a transaction that wrote an event of an
// anchor, and this one's own.
func notBehind(rows pgx.Rows) error {
	var newest, own int64
	if err := rows.Scan(&newest, &own); err != nil {
		return err
	}
	if newest > own {
		return errBehind
	}
	return nil
}

func splitRefs(refs []record.Ref) (types, ids []string) {
	types, ids = make([]string, len(refs)), make([]string, len(refs))
	for i, ref := range refs {
		types[i], ids[i] = string(ref.Type), string(ref.ID)
	}
	return types, ids
}

// slots are which rows are locked for operations and memos. There is no row for each of
// those, which would have to be removed again: each belongs to one of a few, by its hash.
// Two that share one wait for each other without need.
type slots [64]bool

// lockSlots adds the locks for the operations and memos that b asks for.
func (t *tx) lockSlots(next *trip, b *storage.Batch) {
	u := b.Unread()
	var want slots
	for i := range u.Operations {
		want[slotOf("operation", u.Operations[i].ID.String())] = true
	}
	for i := range u.Metadata {
		want[slotOf("memo", u.Metadata[i].Key)] = true
	}
	var missing []int16
	for i := range want {
		if want[i] && !t.slots[i] {
			t.slots[i] = true
			missing = append(missing, int16(i))
		}
	}
	if len(missing) > 0 {
		next.do(t.account.in(sqlEnsureSlots), t.account.name, missing)
		next.do(t.account.in(sqlLockSlots), t.account.name, missing)
	}
}

func slotOf(kind, key string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(kind + "/" + key)) // never fails
	return h.Sum32() % uint32(len(slots{}))
}
