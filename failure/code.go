package failure

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A Code is a kind of failure. The list is closed, and grows with a version of the project
// only.
type Code uint8

// The codes.
const (
	None              Code = iota // no error
	Invalid                       // the request itself is wrong; another try fails too
	Undefined                     // the request names a type, pair, label, rule or operation that does not exist
	AlreadyDefined                // a definition with this name exists
	InUse                         // links carry the label that was to be removed
	NotLinked                     // the two records are not associated
	Gone                          // the record is deleted or was converted
	Expired                       // the time to restore, or the history that is kept, is over
	ChoiceRequired                // the caller must name a new primary; the error lists the candidates
	LimitReached                  // a record has as many links as allowed
	NotInSubscription             // the account's subscription lacks the feature
	Refused                       // a rule forbids the change
	Conflict                      // other writers were faster, or have changed the same links since
	Stale                         // the plan now has other steps; the error has the new plan
	IDReused                      // the operation id was used for another request
	TooLarge                      // more than a transaction takes; send fewer operations at once
	Unavailable                   // the store cannot be reached or used now; trying again may succeed
	OutcomeUnknown                // the commit may or may not have happened; repeat the operation under its id
	Closed                        // the store was closed
	Cancelled                     // the context was cancelled or its deadline passed
	Corrupt                       // stored rows, or a file, are damaged
	Internal                      // any other error, such as a backend's own
)

// codes has the word and the suggested HTTP status of each code.
var codes = [...]struct {
	word   string
	status int
}{
	None:              {"none", 200},
	Invalid:           {"invalid", 400},
	Undefined:         {"undefined", 404},
	AlreadyDefined:    {"alreadyDefined", 409},
	InUse:             {"inUse", 409},
	NotLinked:         {"notLinked", 404},
	Gone:              {"gone", 410},
	Expired:           {"expired", 410},
	ChoiceRequired:    {"choiceRequired", 409},
	LimitReached:      {"limitReached", 422},
	NotInSubscription: {"notInSubscription", 403},
	Refused:           {"refused", 422},
	Conflict:          {"conflict", 409},
	Stale:             {"stale", 409},
	IDReused:          {"idReused", 409},
	TooLarge:          {"tooLarge", 413},
	Unavailable:       {"unavailable", 503},
	OutcomeUnknown:    {"outcomeUnknown", 503},
	Closed:            {"closed", 503},
	Cancelled:         {"cancelled", 499},
	Corrupt:           {"corrupt", 500},
	Internal:          {"internal", 500},
}

// Codes returns every code but None, in order.
func Codes() []Code {
	all := make([]Code, 0, len(codes)-1)
	for i := range codes[1:] {
		all = append(all, Code(i+1))
	}
	return all
}

// String returns the word of the code, such as limitReached.
func (c Code) String() string {
	if int(c) < len(codes) {
		return codes[c].word
	}
	return fmt.Sprintf("Code(%d)", uint8(c))
}

// HTTPStatus returns a status that suits a response to the error: 200 for None, 499 for
// Cancelled, which some servers log for a client that went away. A code out of range is 500.
func (c Code) HTTPStatus() int {
	if int(c) < len(codes) {
		return codes[c].status
	}
	return codes[Internal].status
}

// MarshalText implements [encoding.TextMarshaler] with the word of the code.
func (c Code) MarshalText() ([]byte, error) {
	if int(c) >= len(codes) {
		return nil, fmt.Errorf("there is no failure %s", c)
	}
	return []byte(codes[c].word), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error, and c
// stays as it was.
func (c *Code) UnmarshalText(text []byte) error {
	for i := range codes {
		if codes[i].word == string(text) {
			*c = Code(i)
			return nil
		}
	}
	return fmt.Errorf("no failure has the code %.80q", text)
}

// CodeOf returns the code of the first error in err's chain that has a code, in the order of
// [errors.As]: a wrapper comes before the wrapped error. A [Sentinel], a *[Report] and an
// error with a method Code() Code have a code. The errors of a context are Cancelled, any
// other error is Internal, and nil is None.
func CodeOf(err error) Code {
	code := None
	walk(err, func(err error) bool {
		switch e := err.(type) {
		case interface{ Code() Code }:
			code = e.Code()
		case *Report:
			code = e.Code
		}
		return code != None
	})
	switch {
	case code != None, err == nil:
		return code
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Cancelled
	}
	return Internal
}

// walk calls visit with err and all wrapped errors, in the order of [errors.As], until visit
// returns true. It returns false if visit never did.
func walk(err error, visit func(error) bool) bool {
	for err != nil {
		if visit(err) {
			return true
		}
		switch wrapper := err.(type) {
		case interface{ Unwrap() []error }:
			for _, part := range wrapper.Unwrap() {
				if walk(part, visit) {
					return true
				}
			}
			return false
		case interface{ Unwrap() error }:
			err = wrapper.Unwrap()
		default:
			return false
		}
	}
	return false
}

// IsTemporary reports whether the same request may succeed at another try: Conflict,
// Unavailable, OutcomeUnknown and Cancelled. After OutcomeUnknown the operation must have the
// same id again, or two of them may take effect.
func (c Code) IsTemporary() bool {
	return slices.Contains([]Code{Conflict, Unavailable, OutcomeUnknown, Cancelled}, c)
}
