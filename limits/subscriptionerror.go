package limits

import (
	"errors"
	"fmt"
)

// ErrNotInSubscription is what every [SubscriptionError] is, for errors.Is.
var ErrNotInSubscription = errors.New("not in the subscription")

// A SubscriptionError says which feature a call needs that the plan lacks.
type SubscriptionError struct {
	Subscription string // the plan's name, empty when it has none
	Feature      Feature
}

// Error returns a clause that names feature and plan.
func (e *SubscriptionError) Error() string {
	return fmt.Sprintf("%s is not in the subscription %q: a larger one is needed", e.Feature, e.Subscription)
}

// Is reports whether target is [ErrNotInSubscription].
func (e *SubscriptionError) Is(target error) bool { return target == ErrNotInSubscription }
