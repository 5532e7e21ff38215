package batch

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
)

// IdentityKey is the key of the metadata row that holds the identity of an account.
const IdentityKey = "account"

// An Identity remembers the number that tells an account from every other. The first write
// of the account stores the number, which never changes, so a process reads it once.
type Identity struct{ number atomic.Uint64 }

// Within returns an identity for a transaction of the application: the same number if it is
// known. A number that a transaction stores is not learned here, since the transaction may be
// taken back.
func (i *Identity) Within() *Identity {
	inside := new(Identity)
	inside.number.Store(i.Load())
	return inside
}

// Load returns the number, or 0 if it is not known.
func (i *Identity) Load() uint64 { return i.number.Load() }

// Learn remembers the number that a stored row holds and returns it. A row without a number is
// that of an account that was never written to: 0. The error is a [storage.ErrCorrupt].
func (i *Identity) Learn(row *storage.Metadata) (uint64, error) {
	if row.Was == "" {
		return 0, nil
	}
	number, err := strconv.ParseUint(row.Was, 36, 64)
	if err != nil || number == 0 {
		return 0, fmt.Errorf("%w: metadata %q: %q is no number of an account", storage.ErrCorrupt, row.Key, row.Was)
	}
	i.number.Store(number)
	return number, nil
}

// NewIdentity returns the text of a number that no other account has.
func NewIdentity() string { return strconv.FormatUint(max(rand.Uint64(), 1), 36) }
