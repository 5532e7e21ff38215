package association_test

import "testing"

func TestDeleteRecord(t *testing.T) { hold(t, "A2", "J4") }
