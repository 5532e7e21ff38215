// Package schema has the definitions of an account as a single immutable and pure value: types,
// pairs and labels, limits and the subscription, primary rules. Edits of a schema are values
// too, and there is no other way to change a schema.
//
// A [Schema] has a version. An [Edit] names a change, and [Schema.Edited] returns the
// next version, or the reason why the edit is refused. [Labels], [Limits] and [Rules] are
// the parts of a schema that applications read.
//
// Nothing here knows a store, a context or a clock. The graph reads and writes the document
// that [Schema.Encode] returns, makes sure that every write is decided under the version
// that is stored, and runs the [Backfill] of an edit, which is the part that has to look at
// every link.
//
// For example, this happens in an edit, "remove the label Friend":
//
//	graph.Edit(ctx, &schema.RemoveLabel{ID: friend})
//	  version 7 -> Edited        version 8: Friend is retiring, Backfill.Retiring is set
//	  the graph stores version 8; from now on no write puts Friend on a link
//	  the graph walks over the links that carry Friend
//	    none  -> AfterBackfill   version 9: Friend is removed, with all limits
//	    some  -> AfterRefusal    version 9: Friend is active again, the edit is refused
//
// The package keeps a promise: a Schema never changes, and neither does anything that a Schema
// returns. Any number of goroutines may share them.
//
// # Built-in types
//
// The standard types contacts, companies, deals and tickets and the activities are active in
// every account, with all pairs among the standard types and between them and the
// activities. The other types of HubSpot's table, such as leads or orders, become active by
// [DefineType], and with them their built-in pairs with active types.
package schema
