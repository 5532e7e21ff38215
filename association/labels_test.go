package association_test

import "testing"

func TestLabels(t *testing.T) { hold(t, "B1", "B5") }
