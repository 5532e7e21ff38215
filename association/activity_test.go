package association_test

import "testing"

// An activity joins the record that it was logged on and what that reaches.
func TestAssociateActivity(t *testing.T) { hold(t, "H1", "H2") }
