package association_test

import "testing"

// A restored record has the links, labels, times and marks that can come back.
func TestRestoreRecord(t *testing.T) { hold(t, "J4") }
