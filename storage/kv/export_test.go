package kv

import "testing"

// SetFullGroup has groups be full with fewer changes, until the test ends.
func SetFullGroup(t *testing.T, changes int) {
	before := fullGroup
	fullGroup = changes
	t.Cleanup(func() { fullGroup = before })
}
