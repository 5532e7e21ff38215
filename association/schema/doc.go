// Package schema is the account's definitions as one immutable, pure value: types, pairs,
// labels, limits, the subscription and primary rules, and the edits of it as values.
//
// A [Schema] has a version. An [Edit] is a value that says what to change, and
// [Schema.Edited] returns the next version or the reason why the edit is refused. Nothing
// here knows a store, a context or a clock: the graph reads and writes the document that
// [Schema.Encode] returns, makes sure that every write is decided under the version that
// is stored, and runs the part of an edit that has to look at every link, its [Backfill].
//
// The flow of one edit, "remove the label Friend":
//
//	graph.Edit(ctx, &schema.RemoveLabel{ID: friend})
//	  version 7 -> Edited        version 8: Friend is retiring, Backfill.Retiring is set
//	  the graph stores version 8; from now on no write puts Friend on a link
//	  the graph walks over the links that carry Friend
//	    none  -> AfterBackfill   version 9: Friend is removed, with its limits
//	    some  -> AfterRefusal    version 9: Friend is active again, the edit is refused
//
// The package keeps one promise for its readers: a Schema never changes. What it returns
// may be kept and shared by any number of goroutines.
package schema
