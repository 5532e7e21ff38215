package association_test

import "testing"

func TestRestoreRecord(t *testing.T) { hold(t, "J4") }
