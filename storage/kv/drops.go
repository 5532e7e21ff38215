package kv

import (
	"sync"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
)

// Drops remember which accounts this DB has dropped, so that their open Storages notice:
// a Storage remembers the number of its account, and the number is never used again.
type drops struct {
	changes atomic.Uint64 // how often byName has changed

	mu     sync.Mutex
	byName map[string]dropped
}

// A dropped is an account that was dropped or is being dropped.
type dropped struct {
	underWay int    // DropAccounts that have not returned
	last     uint64 // the change at which the newest of them began or returned
}

// begin refuses the Storages of an account from now on. DropAccount calls begin before
// anybody can see a change.
func (d *drops) begin(name string) { d.change(name, 1) }

// end lets Storages that are opened from now on use the account.
func (d *drops) end(name string) { d.change(name, -1) }

func (d *drops) change(name string, underWay int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.byName == nil {
		d.byName = map[string]dropped{}
	}
	n := d.changes.Load() + 1
	d.byName[name] = dropped{d.byName[name].underWay + underWay, n}
	d.changes.Store(n)
}

// dropped returns a [*storage.DroppedError] if the account was dropped after a was opened.
// Most of the time nothing was dropped since the last call, and a comparison is enough.
func (a *account) dropped() error {
	changes := a.db.drops.changes.Load()
	if a.seen.Load() == changes || a.drops {
		return nil
	}
	d := &a.db.drops
	d.mu.Lock()
	of := d.byName[a.name]
	d.mu.Unlock()
	if of.underWay > 0 || of.last > a.opened {
		return &storage.DroppedError{Account: a.name, Unfinished: of.underWay > 0}
	}
	a.seen.Store(changes)
	return nil
}
