package association_test

import "testing"

// A deleted record loses its links on both sides, and others follow it as primary.
func TestDeleteRecord(t *testing.T) { hold(t, "C7", "J4") }
