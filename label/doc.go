// Package label has the words for associations: labels, how they are identified, and
// which of them an end of a link sees.
//
// A [Definition] is a whole association type. It has two directions, and each is a
// [Label], identified by a [TypeID]. A [Set] is the labels that an end of a link sees on
// that link. The labels that an account has, and the edits that define, rename and remove them,
// are in package schema.
//
// The package never looks at links. How many links may carry a label, and who is primary,
// is decided elsewhere.
//
// For example, a paired label has a word for each direction:
//
//	boss := label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to")
//	// Put on the link from Ann to Bob, Ann's card shows Bob as "Boss" and
//	// Bob's card shows Ann as "Reports to".
//	label.SetOf(boss.Forward.ID)  // the set that Ann sees, once the account has defined the label
//	label.SetOf(boss.Backward.ID) // the set that Bob sees
//
// # Words
//
// A label has an internal name, which never changes, and a display text for each
// direction, which can be renamed. Both are compared without the space around them and
// after Unicode's simple case folding: Straße equals STRAẞE, not STRASSE.
//
// # Ids
//
// The ids of HUBSPOT_DEFINED are those that HubSpot publishes. Where HubSpot publishes only one
// direction of a pair, the other has the published number plus [ReservedFrom]. An
// id that was given once means the same definition for ever.
package label
