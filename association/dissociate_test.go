package association_test

import "testing"

// A primary whose link goes is followed by another.
func TestDissociate(t *testing.T) { hold(t, "C6", "C7") }
