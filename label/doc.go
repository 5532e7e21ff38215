// Package label decides which associations an account can have: which types of
// records can be linked, and which labels a link between them can carry.
//
// A [Catalog] is an immutable value that holds all definitions of one account. It
// begins with HubSpot's built-in types and ids; edits return a new Catalog. A
// [Label] is one direction of a definition, identified by a [TypeID], and a [Set] is
// what one end of a link sees on it.
//
// The package never looks at links: whether a label is still carried, how many links
// may carry it and who is primary is decided elsewhere. It reads no clock and no
// storage, and a host's plan does not change what it says.
//
// The law it keeps: every direction has exactly one inverse, whose inverse it is, so
// that mirroring a set twice gives the same set; and an id once given means the same
// definition for ever.
//
// # Built-in types
//
// The standard types contacts, companies, deals and tickets and the activities are
// active in every account, with all pairs among the standard types and between them
// and the activities. The other types of HubSpot's table, such as leads or orders,
// become active by [Catalog.AddType], and with them their built-in pairs with active
// types. Where HubSpot publishes one direction of a pair only, the other one has the
// published number plus [ReservedFrom].
//
// Deals and leads each mark a primary of the other type, so that there are two marks
// between them: 582 from a lead, 583 from a deal. What the other end sees of them are
// the reserved 1000582 and 1000583.
//
// # Words
//
// A label has an internal name, which never changes, and a display text for each
// direction, which can be renamed. Both are compared without the space around them
// and after Unicode's simple case folding: Straße equals STRAßE, not STRASSE.
package label
