package association_test

import "testing"

// A mark moves or is cleared, and the link stays.
func TestSetPrimaryAndClearPrimary(t *testing.T) { hold(t, "C3", "C4", "C5") }
