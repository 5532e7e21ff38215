package storage

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/failure"
)

// Accounts are the accounts of one place: a file, a folder, a database, or the memory of a
// process. The methods may be called from many goroutines. Accounts see nothing of each
// other. (accounts)
type Accounts interface {
	// Account returns the Storage of the account of that name; see [CheckAccountName].
	// With an illegal name every call of the Storage returns an [*AccountNameError].
	// Account reads and creates nothing: an account exists from the first Update that
	// wrote something, and reads as empty before. Closing the Storage ends that Storage
	// alone. (accounts)
	Account(name string) Storage

	// AccountNames yields the names of the accounts that exist, in the order of their
	// bytes, each once. An error is the last yield. AccountNames waits for no Update,
	// so an account that is created or dropped meanwhile may be missing. An account
	// whose drop is not finished still has a name here. (accounts)
	AccountNames(ctx context.Context) iter.Seq2[string, error]

	// DropAccount removes an account with all rows and all history. DropAccount waits
	// for the Updates of the account that are under way, so none of them may call
	// DropAccount. Views under way go on in their snapshot. Then every Storage through
	// which the account was used, in any process, returns a [*DroppedError] from every
	// call, for good. A Storage that is opened after DropAccount returned begins the
	// account anew, empty. If the account does not exist the error is a
	// [*NoAccountError].
	//
	// Rows are removed in many small transactions, so that other accounts do not wait
	// for long. Until all are removed every call on the account returns a
	// [*DroppedError] with Unfinished set. If ctx or the process ends before, the
	// account stays like that, and another DropAccount finishes the work. (accounts)
	DropAccount(ctx context.Context, name string) error

	// Close waits for the calls under way, closes every Storage of the place, and
	// releases the place. Later calls return [ErrClosed]. (accounts)
	Close() error
}

// MaxAccountName is the greatest size of an account's name, in bytes, inclusive.
const MaxAccountName = 255

// The errors of accounts, for errors.Is.
var (
	// ErrNoAccount matches every [NoAccountError].
	ErrNoAccount = failure.Sentinel(failure.Undefined, "storage.ErrNoAccount", "account does not exist")
	// ErrDropped matches every [DroppedError].
	ErrDropped = failure.Sentinel(failure.Gone, "storage.ErrDropped", "account was dropped")
)

// CheckAccountName returns an [*AccountNameError] unless name is 0 to [MaxAccountName]
// bytes of valid UTF-8 without NUL. The empty name is legal.
func CheckAccountName(name string) error {
	if len(name) > MaxAccountName || strings.IndexByte(name, 0) >= 0 || !utf8.ValidString(name) {
		return &AccountNameError{name}
	}
	return nil
}

// An AccountNameError says that no account can have that name. errors.Is(err, [ErrInvalid])
// holds.
type AccountNameError struct {
	Account string
}

var _ = failure.Register[*AccountNameError]("storage.AccountNameError")

// Error reads: account "boats\xff" has an illegal name: give it at most 255 bytes of UTF-8
// without NUL.
func (e *AccountNameError) Error() string {
	return fmt.Sprintf("account %.80q has an illegal name: give it at most %d bytes of UTF-8 without NUL", e.Account, MaxAccountName)
}

// Unwrap returns [ErrInvalid].
func (e *AccountNameError) Unwrap() error { return ErrInvalid }

// A NoAccountError says that there is no account of that name to drop.
type NoAccountError struct {
	Account string
}

var _ = failure.Register[*NoAccountError]("storage.NoAccountError")

// Error reads: account "portal 7" does not exist.
func (e *NoAccountError) Error() string { return fmt.Sprintf("account %q does not exist", e.Account) }

// Unwrap returns [ErrNoAccount].
func (e *NoAccountError) Unwrap() error { return ErrNoAccount }

// A DroppedError says that an account was dropped after the Storage was opened.
type DroppedError struct {
	Account    string
	Unfinished bool // rows are left, and no Storage of the account can be used
}

var _ = failure.Register[*DroppedError]("storage.DroppedError")

// Error reads: account "portal 7" was dropped: open it again to begin it anew.
//
// With Unfinished: account "portal 7" is being dropped: if that was interrupted, drop it again.
func (e *DroppedError) Error() string {
	if e.Unfinished {
		return fmt.Sprintf("account %q is being dropped: if that was interrupted, drop it again", e.Account)
	}
	return fmt.Sprintf("account %q was dropped: open it again to begin it anew", e.Account)
}

// Unwrap returns [ErrDropped].
func (e *DroppedError) Unwrap() error { return ErrDropped }
