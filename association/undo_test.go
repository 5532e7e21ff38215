package association_test

import "testing"

func TestUndo(t *testing.T) { hold(t, "E5") }
