package kv

import (
	"bytes"
	"fmt"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// A reading reads rows from one snapshot of one account. The kinds of pages share it.
//
// Errors stick: the first one is kept, and every later Get and Scan finds nothing. So
// the code that answers looks at the error once, at the end.
type reading struct {
	from  Reader
	batch *storage.Batch // that is answered; nil between two Reads
	err   error

	name          string // of the account
	prefix        []byte // the account's number, with which all its keys begin
	prefixIsRead  bool
	types         *codec.Types
	typesAreFresh bool // the table is this snapshot's

	keys    keyBuffers
	labels  codec.LabelSets
	strings bytealloc.Strings // of the ids in answers
}

// keyBuffers are memory in which keys are made. A key is valid until the next one is
// made in the same buffer.
type keyBuffers struct {
	key       []byte // of a row
	single    []byte // of a family with one row; it may be needed while key is being made
	low, high []byte // the ends of a range
}

// known is what is durable about an account and never changes, so that it is read once.
type known struct {
	prefix []byte // nil: the account is not known to exist
	types  *codec.Types
}

// begin makes r ready for a snapshot of the account. It keeps the memory of r.
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

// accountIsNew reports whether the account was never written to.
func (r *reading) accountIsNew() bool { return len(r.prefix) == 0 || r.prefix[0] == 0 }

// fail keeps an error, unless there is an earlier one.
func (r *reading) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// failCorrupt fails because of a row that this package cannot have written.
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

// singleKey returns the key of a family that has one row.
func (r *reading) singleKey(family byte) []byte {
	r.keys.single = append(append(r.keys.single[:0], r.prefix...), family)
	return r.keys.single
}

// recordKey returns a key that ends with a record, or begins one that goes on.
func (r *reading) recordKey(family byte, of record.Ref) []byte {
	k := codec.AppendType(r.key(family), r.typeNumber(of.Type))
	return r.keep(codec.AppendID(k, of.ID))
}

// keep stores a key back into its buffer, which may have moved while the key grew.
func (r *reading) keep(key []byte) []byte {
	r.keys.key = key
	return key
}

// get returns the value of a key, nil if there is none or if something failed before.
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

// A visitor is given a row of a scan: a decoder of the key after the scan's prefix, the
// whole key, and the value. It returns false to end the scan.
type visitor func(d *codec.Decoder, key, value []byte) bool

// scan visits the keys that begin with prefix, from low on when it is not nil.
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
	var d codec.Decoder // one for all rows: visit could keep it, so each would be allocated
	skip := len(prefix)
	err := r.from.Scan(low, high, reverse, func(key, value []byte) bool {
		d = codec.NewDecoder(key[skip:])
		return visit(&d, key, value) && r.err == nil
	})
	if err != nil {
		r.fail(fmt.Errorf("scan: %w", err))
	}
}

// isWhole reports whether a row could be read to its end, and fails if not.
func (r *reading) isWhole(key []byte, parts ...*codec.Decoder) bool {
	for _, d := range parts {
		if !d.IsDone() {
			r.failCorrupt(key)
			return false
		}
	}
	return true
}
