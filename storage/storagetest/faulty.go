package storagetest

import (
	"context"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Step is a moment in the life of a call at which a fault can happen.
type Step string

// The steps, as a transaction goes through them.
const (
	AtView   Step = "view"   // a View begins
	AtUpdate Step = "update" // an Update begins
	AtRead   Step = "read"   // a Read, of the Storage, in a View or in an Update
	AtApply  Step = "apply"  // an Apply
	AtCommit Step = "commit" // the function of an Update returned nil, and the commit is about to be sent
)

// A Fault says how a call goes wrong, and when. A Fault happens once.
type Fault struct {
	At   Step // zero: at a step of any kind
	Call int  // the how many-th such step since Inject, from 1

	// Do, unless nil, is called first. Do may cancel the caller's context.
	Do func()

	// Err is returned instead of making the call: nothing of an Update remains.
	// Nil makes the call as if nothing had happened.
	Err error

	// Committed makes a fault at the commit come too late: the transaction is committed, and
	// Err is returned all the same. With [storage.ErrAmbiguous] these are the two outcomes of a
	// lost answer: committed if Committed is set, otherwise not.
	Committed bool
}

// A Faulty is a Storage that passes calls on until a call goes wrong, at a step that was chosen
// beforehand. It counts steps and uses no random numbers, so the same Fault happens again at
// the same step. A test that goes through Call = 1, 2, ... until nothing [Faulty.Happened] has
// seen every way in which the calls of an operation can fail:
//
//	for call, happened := 1, true; happened; call++ {
//		faulty := storagetest.NewFaulty(memory.New())
//		... // open a graph on faulty, and make the links that the operation needs
//		faulty.Inject(storagetest.Fault{Call: call, Err: errors.New("the disk is gone")})
//		... // run the operation, and check that it left nothing half done
//		happened = faulty.Happened()
//	}
//
// If several goroutines call, the test must decide which of them meets the fault. Many
// goroutines may use a Faulty at once.
type Faulty struct {
	storage.Storage

	mu       sync.Mutex
	fault    Fault
	steps    map[Step]int
	happened bool
}

// NewFaulty returns a Faulty over s in which nothing goes wrong yet.
func NewFaulty(s storage.Storage) *Faulty {
	return &Faulty{Storage: s, steps: map[Step]int{}}
}

// Inject sets the fault that will happen, replaces the fault that was injected before, and
// restarts the count of steps. The zero Fault makes nothing happen.
func (f *Faulty) Inject(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault, f.happened = fault, false
	clear(f.steps)
}

// Happened reports whether the injected fault has happened.
func (f *Faulty) Happened() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.happened
}

// Steps returns how many steps of a kind there were since Inject, of every kind for the
// zero Step.
func (f *Faulty) Steps(at Step) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.steps[at]
}

// step counts a step and returns the fault for that step, or the zero Fault.
func (f *Faulty) step(at Step) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.steps[at]++
	f.steps[""]++
	fault := f.fault
	if f.happened || fault.Call != f.steps[fault.At] || fault.At != "" && fault.At != at {
		return Fault{}
	}
	f.happened = true
	return fault
}

// fails is step for a call that is not made when there is an error.
func (f *Faulty) fails(at Step) error {
	fault := f.step(at)
	if fault.Do != nil {
		fault.Do()
	}
	return fault.Err
}

// Read implements [storage.Reader].
func (f *Faulty) Read(ctx context.Context, b *storage.Batch) error {
	if err := f.fails(AtRead); err != nil {
		return err
	}
	return f.Storage.Read(ctx, b)
}

// View implements [storage.Storage].
func (f *Faulty) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := f.fails(AtView); err != nil {
		return err
	}
	return f.Storage.View(ctx, func(r storage.Reader) error { return fn(faultyReader{r, f}) })
}

// Update implements [storage.Storage].
func (f *Faulty) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if err := f.fails(AtUpdate); err != nil {
		return err
	}
	var late error // the error returned after a commit that happened
	err := f.Storage.Update(ctx, anchors, func(tx storage.Tx) error {
		if err := fn(faultyTx{faultyReader{tx, f}, tx}); err != nil {
			return err
		}
		fault := f.step(AtCommit)
		if fault.Do != nil {
			fault.Do()
		}
		if fault.Committed {
			late = fault.Err
			return nil
		}
		return fault.Err
	})
	if err == nil {
		err = late
	}
	return err
}

type faultyReader struct {
	storage.Reader
	faulty *Faulty
}

func (r faultyReader) Read(ctx context.Context, b *storage.Batch) error {
	if err := r.faulty.fails(AtRead); err != nil {
		return err
	}
	return r.Reader.Read(ctx, b)
}

type faultyTx struct {
	faultyReader
	tx storage.Tx
}

func (tx faultyTx) Apply(ctx context.Context, b *storage.Batch) error {
	if err := tx.faulty.fails(AtApply); err != nil {
		return err
	}
	return tx.tx.Apply(ctx, b)
}
