// Package label has the words for associations: what a label is, how it is identified, and
// which labels one end of a link sees.
//
// A [Definition] is a whole association type. It has two directions, and each of them is a
// [Label], identified by a [TypeID]. A [Set] is the labels that one end of a link sees on
// it. The labels that an account has, and the edits that define, rename and remove them,
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
//	label.SetOf(boss.Forward.ID)  // what Ann sees, once the account has defined the label
//	label.SetOf(boss.Backward.ID) // what Bob sees
//
// # Words
//
// A label has an internal name, which never changes, and a display text for each
// direction, which can be renamed. Both are compared without the space around them and
// after Unicode's simple case folding: Straße equals STRAẞE, not STRASSE.
//
// # Ids
//
// The ids of HUBSPOT_DEFINED are those that HubSpot publishes. Where HubSpot publishes one
// direction of a pair only, the other one has the published number plus [ReservedFrom]. An
// id that was given once means the same definition for ever.
package label
