package association_test

import "testing"

func TestAssociateAll(t *testing.T) { hold(t, "C2", "D2") }
