package association_test

import "testing"

func TestPrimary(t *testing.T) { hold(t, "C3", "C4", "C5") }
