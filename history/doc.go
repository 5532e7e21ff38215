// Package history says what happened to associations: who changed which link,
// when, as part of which operation, and what stood before and after.
//
// An [Event] carries both states of its link, so nothing else has to be known to
// read it. From events alone the package derives what happened ([Event.Kinds]), what
// stands ([Replay], or [ReplaySince] where old events may be missing), what stood at
// an earlier time ([AsOf]), what would restore what stood before ([Invert]), and the
// history that a person reads ([Panel]).
//
// It keeps this law: folding all events gives exactly the links, labels, primary
// marks and ends of records that stand. [Projection] is the law in its plainest form,
// and it refuses a history that does not join up.
//
// The package never decides whether a change is allowed, never stores or fetches an
// event, and reads no clock: times are Unix nanoseconds that the caller gives, and
// printing them is the caller's.
package history
