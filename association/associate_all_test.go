package association_test

import "testing"

// Of several companies one becomes primary, and all are associated or none.
func TestAssociateAll(t *testing.T) { hold(t, "C2", "D2") }
