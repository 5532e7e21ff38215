package association_test

import "testing"

func TestDissociate(t *testing.T) { hold(t, "C6", "C7") }
