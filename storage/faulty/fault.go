package faulty

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

// A Fault is the plan for calls that go wrong: at which step, which calls of that step, and how.
// The zero Fault makes nothing happen.
type Fault struct {
	At   Step // zero: at a step of any kind
	Call int  // the number of the first such step that goes wrong, counted from 1 since Inject

	// Times is how many such steps go wrong, from Call on. Zero: one. Negative: all, until the
	// next Inject, as in an outage.
	Times int

	// Do, unless nil, is called first. Do may cancel the caller's context.
	Do func()

	// Err is returned instead of making the call: nothing of an Update remains.
	// Nil makes the call as if nothing had happened.
	Err error

	// After makes the call and then returns Err all the same: the answer is lost. At a commit,
	// the transaction is committed. A commit that fails with [storage.ErrAmbiguous] thus has its
	// two outcomes: committed with After, not committed without.
	After bool
}

// hits reports whether the nth step of the kind of the fault goes wrong. happened is how many
// steps have gone wrong before.
func (f Fault) hits(at Step, nth, happened int) bool {
	if f.Call <= 0 || nth < f.Call || f.At != "" && f.At != at {
		return false
	}
	return f.Times < 0 || happened < max(f.Times, 1)
}
