package association_test

import "testing"

func TestAssociateActivity(t *testing.T) { hold(t, "H1", "H2") }
