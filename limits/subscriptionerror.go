package limits

import (
	"fmt"

	"github.com/relata-go/relata/failure"
)

// ErrNotInSubscription is the sentinel of every [SubscriptionError], for errors.Is.
var ErrNotInSubscription = failure.Sentinel(failure.NotInSubscription, "limits.ErrNotInSubscription", "not in the subscription")

// A SubscriptionError says which feature a call needs that the plan lacks.
type SubscriptionError struct {
	Subscription string  `json:"subscription,omitzero"` // the plan's name, empty without a name
	Feature      Feature `json:"feature,omitzero"`
}

var _ = failure.Register[*SubscriptionError]("limits.SubscriptionError")

// Error returns a clause that names feature and plan.
func (e *SubscriptionError) Error() string {
	return fmt.Sprintf("%s is not in the subscription %q: a larger one is needed", e.Feature, e.Subscription)
}

// Unwrap returns [ErrNotInSubscription].
func (e *SubscriptionError) Unwrap() error { return ErrNotInSubscription }
