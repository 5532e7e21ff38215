package association_test

import "testing"

// What an operation did is taken back, or nothing is.
func TestUndo(t *testing.T) { hold(t, "E5", "J3") }
