package association_test

import "testing"

func TestMergeRecords(t *testing.T) { hold(t, "J1", "J2", "J3") }
