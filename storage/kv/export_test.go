package kv

import "testing"

// SetFullGroup has groups be full with fewer changes, until the test ends.
func SetFullGroup(t *testing.T, changes int) {
	before := fullGroup
	fullGroup = changes
	t.Cleanup(func() { fullGroup = before })
}

// SetDropChunk has DropAccount delete fewer rows in one transaction, until the test ends.
func SetDropChunk(t *testing.T, rows int) {
	before := dropChunk
	dropChunk = rows
	t.Cleanup(func() { dropChunk = before })
}
