package storagetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
)

// An optimistic store runs Updates at the same time, each on a copy, and runs an Update again
// if another has committed meanwhile. A test can make it lose a conflict or an answer, and can
// break it.
type optimistic struct {
	*reference

	mine      sync.Mutex // guards the fields below
	at        faulty.Step
	times     int
	lose      bool // the next answer
	committed bool // before the answer is lost

	stale     bool // answers of a lost attempt come again
	swallows  bool // a conflict is reported as success
	endless   bool // the context is not looked at between attempts
	impatient bool // a transaction whose answer was lost runs again
	certain   bool // a lost answer is reported as a conflict
	mistaken  bool // a lost answer is reported as a commit
	halves    bool // a lost attempt leaves its metadata in the store
}

func newOptimistic() *optimistic { return &optimistic{reference: Reference().(*reference)} }

// conflictOf and loseOf are the hooks of the suite.
func conflictOf(s storage.Storage, at faulty.Step, times int) {
	o := s.(*optimistic)
	o.mine.Lock()
	defer o.mine.Unlock()
	o.at, o.times = at, times
}

func loseOf(s storage.Storage, committed bool) {
	o := s.(*optimistic)
	o.mine.Lock()
	defer o.mine.Unlock()
	o.lose, o.committed = true, committed
}

// errLost is the error of a call in an attempt that has lost.
var errLost = errors.New("another transaction was first")

// loses reports whether an attempt is made to lose at a step.
func (o *optimistic) loses(at faulty.Step) bool {
	o.mine.Lock()
	defer o.mine.Unlock()
	if o.at != at || o.times == 0 {
		return false
	}
	o.times--
	return true
}

// answerIsLost reports whether the answer to a commit is lost, and whether the commit
// comes before that.
func (o *optimistic) answerIsLost() (lost, committed bool) {
	o.mine.Lock()
	defer o.mine.Unlock()
	lost, o.lose = o.lose, false
	return lost, o.committed
}

func (o *optimistic) Update(ctx context.Context, _ []record.Ref, fn func(storage.Tx) error) error {
	if _, err := o.enter(); err != nil {
		return err
	}
	defer o.calls.Done()
	var first *tables
	for {
		base := o.now()
		work := base.clone()
		if first == nil {
			first = base
		} else if o.stale {
			work = first.clone()
		}
		err := fn(optimisticTx{referenceTx{referenceReader{work, work.last}}, o})
		if err == nil {
			if ended := ctx.Err(); ended != nil && !o.endless {
				return fmt.Errorf("commit: %w", ended)
			}
			err = o.commit(base, work)
		}
		if !errors.Is(err, errLost) {
			return err
		}
		if o.swallows {
			return nil
		}
		if o.halves {
			o.leaveMemos(work)
		}
		if ended := ctx.Err(); ended != nil && !o.endless {
			return fmt.Errorf("try again after a conflict: %w", ended)
		}
		runtime.Gosched()
	}
}

func (o *optimistic) now() *tables {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.reference.committed
}

func (o *optimistic) leaveMemos(work *tables) {
	o.mu.Lock()
	defer o.mu.Unlock()
	left := o.reference.committed.clone()
	left.metadata = work.metadata
	o.reference.committed = left
}

// commit replaces base by work, unless another was first.
func (o *optimistic) commit(base, work *tables) error {
	if o.loses(faulty.AtCommit) {
		return errLost
	}
	lost, made := o.answerIsLost()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.reference.committed != base {
		return errLost
	}
	if !lost || made {
		o.reference.committed = work
	}
	switch {
	case !lost:
		return nil
	case o.impatient:
		return errLost
	case o.mistaken:
		return nil
	case o.certain:
		return fmt.Errorf("commit: %w", storage.ErrConflict)
	}
	return fmt.Errorf("commit: %w", storage.ErrAmbiguous)
}

type optimisticTx struct {
	referenceTx
	store *optimistic
}

func (tx optimisticTx) Read(ctx context.Context, b *storage.Batch) error {
	if tx.store.loses(faulty.AtRead) {
		return errLost
	}
	return tx.referenceTx.Read(ctx, b)
}

func (tx optimisticTx) Apply(ctx context.Context, b *storage.Batch) error {
	if err := tx.referenceTx.Apply(ctx, b); err != nil || !tx.store.loses(faulty.AtApply) {
		return err
	}
	return errLost
}
