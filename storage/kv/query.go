package kv

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// A query answers batches from one snapshot of one account. Errors stick: the first
// one is kept, what was asked behind it is answered with nothing, and no batch is
// answered whole any more. Its memory is used again, but for the strings.
type query struct {
	from  Reader
	name  string // of the account
	epoch uint64 // the store's
	batch *storage.Batch
	err   error

	account       []byte // what every key of the account begins with
	accountIsRead bool
	types         *typeTable
	typesAreFresh bool // the table is this snapshot's
	head          head
	headIsLoaded  bool
	stood         int64                // the newest event's time when the head was read
	added         map[record.Ref]int64 // of the transaction's own events, the newest time of each record
	fed           uint64               // the newest event that the feed shows

	key, low, high []byte // a key that is asked for, and the ends of a range
	alone          []byte // a key that may be asked for while another is being made
	sets           labelSets
	strings        bytealloc.Strings
	aged           []agedLink
	ink            []byte // of aged
	chains         []chain
	past           []uint64
}

// begin makes q ready for a snapshot of the account. What is known of the account
// without reading comes from memory.
func (q *query) begin(a *account) {
	known := a.known.Load()
	clear(q.added)
	*q = query{
		added: q.added,
		name:  a.name, epoch: a.db.epoch, account: append(q.account[:0], known.prefix...), accountIsRead: known.prefix != nil, types: known.types,
		key: q.key, alone: q.alone, low: q.low, high: q.high, sets: q.sets, strings: q.strings, aged: q.aged, ink: q.ink, chains: q.chains, past: q.past,
	}
}

// open looks up which number the account has in the snapshot, unless it is known.
func (q *query) open() {
	if q.accountIsRead {
		return
	}
	q.account = append(q.account[:0], 0)
	key := q.kept(append(q.row(storeAccount), q.name...))
	v := q.get(key)
	q.accountIsRead = q.err == nil
	if v == nil {
		return // number 0 has no rows
	}
	s := scanner{left: v}
	if n := s.uvarint(); q.whole(key, &s) {
		q.account = binary.AppendUvarint(q.account[:0], n)
	}
}

// isUnknown reports whether the account was never written to.
func (q *query) isUnknown() bool { return len(q.account) == 0 || q.account[0] == 0 }

func (q *query) fail(err error) {
	if q.err == nil {
		q.err = err
	}
}

func (q *query) corrupt(key []byte) {
	q.fail(fmt.Errorf("%w: key %x has a value that nobody wrote", storage.ErrCorrupt, key))
}

// row begins a key of the account in the query's memory: it is valid until the next.
func (q *query) row(family byte) []byte {
	q.key = append(append(q.key[:0], q.account...), family)
	return q.key
}

// single returns the key of a family that has one row.
func (q *query) single(family byte) []byte {
	q.alone = append(append(q.alone[:0], q.account...), family)
	return q.alone
}

func (q *query) ref(family byte, of record.Ref) []byte {
	k := appendKind(q.row(family), q.kind(of.Type))
	return q.kept(appendID(k, of.ID))
}

// kept remembers the memory of a key that may have grown.
func (q *query) kept(k []byte) []byte {
	q.key = k
	return k
}

func (q *query) get(key []byte) []byte {
	if q.err != nil {
		return nil
	}
	v, err := q.from.Get(key)
	if err != nil {
		q.fail(fmt.Errorf("get: %w", err))
	}
	return v
}

// scan visits the keys that begin with prefix, from low on when it is set, with what
// stands behind the prefix.
func (q *query) scan(prefix, low []byte, visit func(s *scanner, key, value []byte) bool) {
	q.high = appendEnd(q.high[:0], prefix)
	if low == nil {
		low = prefix
	}
	q.scanRange(prefix, low, q.high, false, visit)
}

func (q *query) scanRange(prefix, low, high []byte, reverse bool, visit func(s *scanner, key, value []byte) bool) {
	if q.err != nil || bytes.Compare(low, high) >= 0 {
		return
	}
	var s scanner // one for all rows, since visit could be any function and so it escapes
	skip := len(prefix)
	err := q.from.Scan(low, high, reverse, func(key, value []byte) bool {
		s = scanner{left: key[skip:]}
		return visit(&s, key, value) && q.err == nil
	})
	if err != nil {
		q.fail(fmt.Errorf("scan: %w", err))
	}
}

// whole reports whether a row could be read to its end, and fails if not.
func (q *query) whole(key []byte, parts ...*scanner) bool {
	for _, s := range parts {
		if !s.isDone() {
			q.corrupt(key)
			return false
		}
	}
	return true
}
