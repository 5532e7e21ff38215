package association_test

import "testing"

// A link is made once, from both ends, within the limits, and the first company becomes primary.
func TestAssociate(t *testing.T) { hold(t, "A4", "A5", "A6", "C2", "D5") }
