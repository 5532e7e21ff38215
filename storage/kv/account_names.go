package kv

import (
	"bytes"
	"context"
	"encoding/binary"
	"iter"

	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// namesPage is how many names a View of the engine reads.
const namesPage = 1000

// AccountNames implements [storage.Accounts]. No View of the engine is open while a name is
// yielded.
func (db *DB) AccountNames(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		from := accountKey("")
		for more := true; more; {
			names, err := db.accountNames(ctx, from)
			for _, name := range names {
				if !yield(name, nil) {
					return
				}
			}
			if err != nil {
				yield("", wrap("list accounts", err))
				return
			}
			if more = len(names) == namesPage; more {
				from = append(accountKey(names[namesPage-1]), 0)
			}
		}
	}
}

// accountNames returns the names of a page, which begins with a key.
func (db *DB) accountNames(ctx context.Context, from []byte) (names []string, err error) {
	if err := db.calls.Enter(); err != nil {
		return nil, err
	}
	defer db.calls.Leave()
	all := accountKey("")
	err = db.engine.View(ctx, func(r Reader) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return r.Scan(from, codec.AppendPrefixEnd(nil, all), false, func(key, _ []byte) bool {
			names = append(names, string(key[len(all):]))
			return len(names) < namesPage
		})
	})
	return names, err
}

// accountKey returns the key of an account in the table of accounts.
func accountKey(name string) []byte { return append([]byte{0, storeAccount}, name...) }

// dropMark follows the number of an account that is being dropped.
const dropMark = 1

// accountOf returns the number of an account, as a prefix of keys, from a value of the table
// of accounts. ok is false if nobody wrote the value.
func accountOf(value []byte) (number []byte, isDropped, ok bool) {
	_, n := binary.Uvarint(value)
	if n <= 0 {
		return nil, false, false
	}
	rest := value[n:]
	isDropped = bytes.Equal(rest, []byte{dropMark})
	return value[:n], isDropped, isDropped || len(rest) == 0
}
