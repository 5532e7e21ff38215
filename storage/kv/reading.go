package kv

import (
	"bytes"
	"fmt"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// A reading reads rows from one snapshot of one account. All kinds of pages share the
// reading.
//
// Errors stick: the first error is kept, and every later Get and Scan finds nothing. So
// the code that answers looks at the error once, at the end.
type reading struct {
	from  Reader
	batch *storage.Batch // with the questions; nil between two Reads
	err   error

	name          string // of the account
	prefix        []byte // the account's number, with which all keys of the account begin
	prefixIsRead  bool
	types         *codec.Types
	typesAreFresh bool // the table was read from this snapshot

	keys    keyBuffers
	labels  codec.LabelSets
	strings bytealloc.Strings // of the ids in answers
}

// keyBuffers are memory in which keys are made, so that a question allocates no key. A
// key is valid until the next key is made in the same buffer.
type keyBuffers struct {
	key       []byte // of a row
	single    []byte // of a family with a single row, which may be read while key is being made
	low, high []byte // the ends of a range
}

// known has the durable facts of an account that never change, so that they are read
// once.
type known struct {
	prefix []byte // nil: the account is not known to exist
	types  *codec.Types
}

// begin makes r ready for a snapshot of the account. Buffers and label sets are kept.
func (r *reading) begin(account string, known *known) {
	*r = reading{
		name: account, prefix: append(r.prefix[:0], known.prefix...), prefixIsRead: known.prefix != nil,
		types: known.types, keys: r.keys, labels: r.labels, strings: r.strings,
	}
}

// findAccount reads the number of the account in the snapshot, unless it is known.
func (r *reading) findAccount() {
	if r.prefixIsRead {
		return
	}
	r.prefix = append(r.prefix[:0], 0)
	key := r.keep(append(r.key(storeAccount), r.name...))
	v := r.get(key)
	if v == nil {
		r.prefixIsRead = r.err == nil
		return // number 0 has no rows, so every question is answered with nothing
	}
	switch number, isDropped, ok := accountOf(v); {
	case !ok:
		r.failCorrupt(key)
	case isDropped:
		r.fail(&storage.DroppedError{Account: r.name, Unfinished: true})
	default:
		r.prefix, r.prefixIsRead = append(r.prefix[:0], number...), true
	}
}

// accountIsNew reports whether the account was never written to, as far as the snapshot
// and the transaction's own changes show.
func (r *reading) accountIsNew() bool { return len(r.prefix) == 0 || r.prefix[0] == 0 }

// fail keeps the first error.
func (r *reading) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// failCorrupt fails because of a row that this package cannot have written. Nothing is
// repaired: a wrong guess would make the damage look like data.
func (r *reading) failCorrupt(key []byte) {
	r.fail(corruptError(key))
}

// corruptError says that this package cannot have written the value of a key.
func corruptError(key []byte) error {
	return fmt.Errorf("%w: key %x has a value that nobody wrote", storage.ErrCorrupt, key)
}

// key begins a key of the account.
func (r *reading) key(family byte) []byte {
	r.keys.key = append(append(r.keys.key[:0], r.prefix...), family)
	return r.keys.key
}

// singleKey returns the key of a family with a single row.
func (r *reading) singleKey(family byte) []byte {
	r.keys.single = append(append(r.keys.single[:0], r.prefix...), family)
	return r.keys.single
}

// recordKey returns a key that ends with a record. The caller may append more parts.
func (r *reading) recordKey(family byte, of record.Ref) []byte {
	k := codec.AppendType(r.key(family), r.typeNumber(of.Type))
	return r.keep(codec.AppendID(k, of.ID))
}

// keep stores a key as the buffer, because the buffer may have moved while the key
// grew.
func (r *reading) keep(key []byte) []byte {
	r.keys.key = key
	return key
}

// get returns the value of a key, or nil if there is no row or an earlier call failed.
// The value is valid until the reading ends, and must not be changed.
func (r *reading) get(key []byte) []byte {
	if r.err != nil {
		return nil
	}
	v, err := r.from.Get(key)
	if err != nil {
		r.fail(fmt.Errorf("get: %w", err))
	}
	return v
}

// A visitor receives a row of a scan: a decoder of the key after the scan's prefix, the
// whole key, and the value. The result false ends the scan.
type visitor func(d *codec.Decoder, key, value []byte) bool

// scan visits the keys that begin with prefix, from low (inclusive) on when low is not
// nil.
func (r *reading) scan(prefix, low []byte, visit visitor) {
	r.keys.high = codec.AppendPrefixEnd(r.keys.high[:0], prefix)
	if low == nil {
		low = prefix
	}
	r.scanRange(prefix, low, r.keys.high, false, visit)
}

// scanRange visits the keys from low, inclusive, to high, exclusive. All of them begin
// with prefix.
func (r *reading) scanRange(prefix, low, high []byte, reverse bool, visit visitor) {
	if r.err != nil || bytes.Compare(low, high) >= 0 {
		return
	}
	var d codec.Decoder // shared by all rows: a decoder for each row would be allocated, since visit could keep the pointer
	skip := len(prefix)
	err := r.from.Scan(low, high, reverse, func(key, value []byte) bool {
		d = codec.NewDecoder(key[skip:])
		return visit(&d, key, value) && r.err == nil
	})
	if err != nil {
		r.fail(fmt.Errorf("scan: %w", err))
	}
}

// isWhole reports whether key and value were read to their ends. If not, the row is
// corrupt and the reading fails.
func (r *reading) isWhole(key []byte, parts ...*codec.Decoder) bool {
	for _, d := range parts {
		if !d.IsDone() {
			r.failCorrupt(key)
			return false
		}
	}
	return true
}
