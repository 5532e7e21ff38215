package association_test

import "testing"

func TestAssociate(t *testing.T) { hold(t, "A3", "A4", "A5", "A6", "C2", "D5") }
