package postgres

import (
	"hash/fnv"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Locks are row locks. A row that does not exist cannot be locked, so every row is
// created first. A separate statement creates the rows, because rows created by the
// locking statement would be locked out of order. Creating a row that exists costs
// nothing, and no locked row is deleted except those of a dropped account, which nobody
// locks any more. So all transactions lock in the same order, and Updates that read once
// never deadlock.
const (
	sqlEnsureAccount = `INSERT INTO relata.account (account) VALUES ($1) ON CONFLICT DO NOTHING`
	sqlShareAccount  = `SELECT coalesce(max(a.id::text), ''), coalesce(bool_or(a.dropping), false)
		FROM (SELECT id, dropping FROM relata.account WHERE account = $1 FOR SHARE) a`
	sqlTakeAccount = `SELECT coalesce(max(a.id::text), ''), coalesce(bool_or(a.dropping), false)
		FROM (SELECT id, dropping FROM relata.account WHERE account = $1 FOR UPDATE) a`

	sqlEnsureRecords = `INSERT INTO relata.record (account, type, id)
		SELECT $1, q.type, q.id FROM unnest($2::text[], $3::text[]) q(type, id) ON CONFLICT DO NOTHING`
	// LATERAL locks in the order of the arrays.
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

// lockAnchors adds the locks of the account and of the anchors. An Update that may write
// the schema, whose first anchor is the zero Ref, locks the account exclusively.
func (t *tx) lockAnchors(next *roundTrip) {
	name, anchors := t.account.name, t.anchors
	next.exec(t.account.in(sqlEnsureAccount), name)
	if len(anchors) > 0 && anchors[0].IsZero() {
		anchors = anchors[1:]
		next.query(t.takeAccount, t.account.in(sqlTakeAccount), name)
	} else {
		next.query(t.takeAccount, t.account.in(sqlShareAccount), name)
	}
	if len(anchors) == 0 {
		return
	}
	types, ids := splitRefs(anchors)
	next.exec(t.account.in(sqlEnsureRecords), name, types, ids)
	next.query(checkOvertaken, t.account.in(sqlLockRecords), name, types, ids)
}

// checkOvertaken receives the greatest number of a transaction that wrote an event of an
// anchor, and the number of this transaction.
func checkOvertaken(rows pgx.Rows) error {
	var newest, own int64
	if err := rows.Scan(&newest, &own); err != nil {
		return err
	}
	if newest > own {
		return errOvertaken
	}
	return nil
}

// splitRefs returns the columns of refs.
func splitRefs(refs []record.Ref) (types, ids []string) {
	types, ids = make([]string, len(refs)), make([]string, len(refs))
	for i, ref := range refs {
		types[i], ids[i] = string(ref.Type), string(ref.ID)
	}
	return types, ids
}

// slots are the locks for operations and metadata. A row for each of them would have to be
// removed again, so each key shares one of a few rows by its hash. Transactions whose keys
// share a slot wait for each other without need.
type slots [64]bool

// lockSlots adds the locks for the operations and metadata that b asks for, unless the
// transaction has them.
func (t *tx) lockSlots(next *roundTrip, b *storage.Batch) {
	u := b.Unread()
	var want slots
	for i := range u.Operations {
		want[slotOf("operation", u.Operations[i].ID.String())] = true
	}
	for i := range u.Metadata {
		want[slotOf("memo", u.Metadata[i].Key)] = true // the word is part of the hash: all processes must agree
	}
	var missing []int16
	for i := range want {
		if want[i] && !t.slots[i] {
			t.slots[i] = true
			missing = append(missing, int16(i))
		}
	}
	if len(missing) > 0 {
		next.exec(t.account.in(sqlEnsureSlots), t.account.name, missing)
		next.exec(t.account.in(sqlLockSlots), t.account.name, missing)
	}
}

// slotOf returns the slot of a key. Operations and metadata share the slots, and the kind
// keeps equal keys of both apart.
func slotOf(kind, key string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(kind + "/" + key)) // never fails
	return h.Sum32() % uint32(len(slots{}))
}
