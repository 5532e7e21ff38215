package storagetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
)

// faultScenarios break every call of every action, see actions.
var faultScenarios = faultCases()

// A failureMode is a way in which a call can go wrong. try makes a single call fail and reports
// whether the action came that far.
type failureMode struct {
	name string
	once bool // operations have ids of their caller's
	try  func(x *faultCase, call int) (happened bool)
}

var failureModes = []failureMode{
	{"failing calls", false, (*faultCase).failingCall},
	{"ended contexts", true, (*faultCase).endedContext},
	{"commit made, answer lost", true, func(x *faultCase, n int) bool { return x.lostAnswer(n, true) }},
	{"commit and answer lost", true, func(x *faultCase, n int) bool { return x.lostAnswer(n, false) }},
}

func faultCases() (scenarios []scenario) {
	for _, d := range actions {
		for _, w := range failureModes {
			scenarios = append(scenarios, scenario{d.name + ", " + w.name, func(t tester, s *env) {
				x := newFaultCase(t, s, d, w.once)
				calls := 1
				for w.try(x, calls) {
					calls++
					require.Less(t, calls, maxCalls, "a deed makes few calls")
				}
				require.Greater(t, calls, 1, "nothing can fail in a deed that makes no call")
			}})
		}
	}
	return scenarios
}

// maxCalls is more than any action makes.
const maxCalls = 200

// errBroken is the error of a failing call.
var errBroken = errors.New("the store broke")

// A faultCase tries an action again and again, each time with another fault.
type faultCase struct {
	*env
	t             tester
	action        action
	once          bool
	before, after answers // the account before and after the action without a fault
}

func newFaultCase(t tester, s *env, d action, once bool) *faultCase {
	t.Helper()
	x := &faultCase{env: s, t: t, action: d, once: once}
	f := newFaultyGraph(x.t, s, once)
	defer f.close()
	x.before = f.look()
	_, err := f.run(x.action, faulty.Fault{})
	require.NoError(x.t, err)
	x.after = f.look()
	require.False(x.t, assert.ObjectsAreEqual(x.before, x.after), "a deed changes something")
	return x
}

// failingCall makes a call fail. The action must fail with that error and leave nothing half
// done, and the graph must work afterwards.
func (x *faultCase) failingCall(call int) bool {
	f := newFaultyGraph(x.t, x.env, x.once)
	defer f.close()
	happened, err := f.run(x.action, faulty.Fault{Call: call, Err: errBroken})
	if !happened {
		require.NoError(x.t, err)
		return false
	}
	require.ErrorIs(x.t, err, errBroken, "call %d", call)
	x.requireAllOrNothing(f, call)
	x.requireCompletion(f, call)
	return true
}

// endedContext ends the context at a call. After that nothing is written, and the error says
// why. Earlier commits are kept.
func (x *faultCase) endedContext(call int) bool {
	f := newFaultyGraph(x.t, x.env, x.once)
	defer f.close()
	ctx, cancel := context.WithCancel(x.ctx)
	defer cancel()
	f.ctx = ctx
	happened, err := f.run(x.action, faulty.Fault{Call: call, Do: cancel})
	f.ctx = x.ctx
	if !happened {
		require.NoError(x.t, err)
		return false
	}
	if err != nil || !x.action.inSteps && !x.action.edit { // such an action may end with a read of the result
		require.ErrorIs(x.t, err, context.Canceled, "call %d", call)
		x.requireAllOrNothing(f, call)
	}
	x.requireCompletion(f, call)
	return true
}

// lostAnswer loses the answer to a commit. The outcome is unknown: the action happened as a
// whole or not at all. After a repetition the action has happened once.
func (x *faultCase) lostAnswer(commit int, committed bool) bool {
	f := newFaultyGraph(x.t, x.env, x.once)
	defer f.close()
	lost := fmt.Errorf("the connection is gone: %w", storage.ErrAmbiguous)
	happened, err := f.run(x.action, faulty.Fault{At: faulty.AtCommit, Call: commit, Err: lost, After: committed})
	if !happened {
		require.NoError(x.t, err)
		return false
	}
	require.ErrorIs(x.t, err, storage.ErrAmbiguous, "commit %d", commit)
	switch now := f.look(); {
	case x.action.inSteps:
	case committed:
		requireSame(x.t, x.after, now, "after a commit whose answer was lost")
	default:
		requireSame(x.t, x.before, now, "after a commit that was lost")
	}
	_, err = f.run(x.action, faulty.Fault{})
	if !x.action.edit || !committed && !x.action.inSteps { // else an edit may find itself made
		require.NoError(x.t, err, "done again after commit %d", commit)
	}
	for i, r := range f.results {
		require.Equal(x.t, committed, r.Repeated, "operation %d of commit %d", i, commit)
	}
	x.requireCompletion(f, commit)
	return true
}

// requireAllOrNothing requires that a failed action has changed nothing. Of an action in
// several transactions, each must be whole: look verifies that.
func (x *faultCase) requireAllOrNothing(f *faultyGraph, call int) {
	x.t.Helper()
	now := f.look()
	wholly := x.action.edit && assert.ObjectsAreEqual(x.after, now) // an edit reads the result after the commit
	if !x.action.inSteps && !wholly {
		requireSame(x.t, x.before, now, fmt.Sprintf("call %d failed", call))
	}
	for i, e := range f.each {
		row := storage.Link{A: each[i].b, B: each[i].a}
		b := x.read(x.t, f.store, &storage.Batch{Links: []storage.Link{row}})
		require.Equal(x.t, e.Err == nil, b.Links[0].Was.Linked(), "call %d failed, operation %d said %v", call, i, e.Err)
	}
}

// requireCompletion requires that the action, done once more, is wholly done, and done once.
func (x *faultCase) requireCompletion(f *faultyGraph, call int) {
	x.t.Helper()
	_, err := f.run(x.action, faulty.Fault{})
	now := f.look()
	switch {
	case x.action.inSteps || x.action.edit: // a repeated call may find part of the action done
		require.True(x.t, err == nil || x.action.edit, "done again after call %d: %v", call, err)
		requireSame(x.t, x.after.withoutIDs(), now.withoutIDs(), fmt.Sprintf("done again after call %d", call))
	default:
		require.NoError(x.t, err, "done again after call %d", call)
		requireSame(x.t, x.after, now, fmt.Sprintf("done again after call %d", call))
	}
	if x.once {
		_, err = f.run(x.action, faulty.Fault{})
		for _, r := range f.results {
			require.True(x.t, r.Repeated, "done once more after call %d: %v", call, err)
		}
		requireSame(x.t, now, f.look(), "a later repetition changes nothing")
	}
}
