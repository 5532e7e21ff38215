package kv

import (
	"bytes"
	"context"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// dropChunk is how many rows a transaction of DropAccount deletes, at most. Other Updates
// wait for some milliseconds. Only tests change the number.
var dropChunk = 2000

// DropAccount implements [storage.Accounts]. The first transaction marks the account, and
// the mark refuses all calls. The others delete the rows, and the last deletes the mark. The
// DB itself is a Storage of the account whose name is empty, and ends with that account.
func (db *DB) DropAccount(ctx context.Context, name string) error {
	if err := db.calls.Enter(); err != nil {
		return wrap("drop account", err)
	}
	defer db.calls.Leave()
	return wrap("drop account", db.drop(ctx, name))
}

func (db *DB) drop(ctx context.Context, name string) error {
	d := &accountDrop{account: db.account(name)}
	d.account.drops = true
	if d.account.illegal != nil {
		return d.account.illegal
	}
	defer d.end()
	if err := d.transact(ctx, d.mark); err != nil {
		return err
	}
	for !d.isOver {
		if err := d.transact(ctx, d.sweep); err != nil {
			return err
		}
		d.from = d.next
	}
	return nil
}

// An accountDrop is a DropAccount under way.
type accountDrop struct {
	account *account
	begun   bool // the Storages of the account are refused

	prefix     []byte // of the account's keys
	from, next []byte // the first key that may be left, now and after the transaction
	isOver     bool   // nothing is left
}

// end lets new Storages of the account be used, if they were refused.
func (d *accountDrop) end() {
	if d.begun {
		d.account.db.drops.end(d.account.name)
	}
}

// transact commits a step, which may run several times.
func (d *accountDrop) transact(ctx context.Context, step func(*tx) error) error {
	return d.account.update(ctx, func(of storage.Tx) error {
		t := of.(*tx)
		return t.engine.View(ctx, func(r Reader) error {
			t.reader.base = r
			defer func() { t.reader.base = nil }()
			return step(t)
		})
	})
}

// mark writes that the account is being dropped, unless an earlier DropAccount has.
func (d *accountDrop) mark(t *tx) error {
	number, isDropped, err := d.find(t)
	if err != nil {
		return err
	}
	if number == nil {
		return &storage.NoAccountError{Account: d.account.name}
	}
	if !d.begun { // before the turn is passed on, so that no later Update uses the number
		d.begun = true
		d.account.db.drops.begin(d.account.name)
	}
	d.prefix, d.from = number, number
	if !isDropped {
		t.applier.changes.put(accountKey(d.account.name), append(bytes.Clone(number), dropMark))
	}
	return nil
}

// find returns the number of the account as a prefix of keys, nil if the account does not
// exist.
func (d *accountDrop) find(t *tx) (number []byte, isDropped bool, err error) {
	key := accountKey(d.account.name)
	v, err := t.reader.Get(key)
	if v == nil || err != nil {
		return nil, false, err
	}
	number, isDropped, ok := accountOf(v)
	if !ok {
		return nil, false, corruptError(key)
	}
	return bytes.Clone(number), isDropped, nil
}

// sweep deletes the next rows of the account, and the account itself if no row is left.
// Another DropAccount may have finished meanwhile.
func (d *accountDrop) sweep(t *tx) error {
	d.isOver = false
	number, isDropped, err := d.find(t)
	if err != nil {
		return err
	}
	if !isDropped || !bytes.Equal(number, d.prefix) {
		d.isOver = true
		return nil
	}
	var keys [][]byte
	end := codec.AppendPrefixEnd(nil, d.prefix)
	err = t.reader.Scan(d.from, end, false, func(key, _ []byte) bool {
		keys = append(keys, bytes.Clone(key))
		return len(keys) < dropChunk
	})
	if err != nil {
		return err
	}
	for _, key := range keys {
		t.applier.changes.delete(key)
	}
	if len(keys) == dropChunk {
		d.next = keys[len(keys)-1]
		return nil
	}
	d.isOver = true
	t.applier.changes.delete(accountKey(d.account.name))
	return nil
}
