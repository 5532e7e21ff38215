package association_test

import "testing"

// Labels are set, added and removed on a link that exists.
func TestLabels(t *testing.T) { hold(t, "B5") }
