// Package record has the words that every other package shares: object types, record ids,
// and the reference that joins the two.
//
// The application owns the records. relata only sees references to them. A [Ref] is a
// [Type] and an [ID], and its text form is type/id, as in contacts/101. [Ref.Validate] says
// whether a reference is legal, and an [Error] says which part is not and why.
//
// References have a total order, in which every backend returns and locks records: by
// type, then shorter ids first, then by bytes. So decimal ids are in numeric order:
//
//	ref, err := record.Parse("contacts/101")
//	ref.Type == record.Contacts                // true
//	ref == record.New(record.Contacts, "101")  // true: a Ref is a comparable value
//	record.Compare(ref, record.New(record.Contacts, "99")) // 1: 101 is after 99
//	record.Parse("contacts")                   // error: want type/id, as in contacts/101
//
// Ids are case-sensitive and never normalised: "a1" and "A1" are two records. The package
// decides nothing about records: whether a record exists, is deleted or was
// merged is known to the graph.
package record
