// Package builtin has HubSpot's own definitions: the ids that HubSpot publishes, with
// the names and texts that relata gives them.
//
// [Definitions] returns all of them as plain values. [Unlabeled] and [Primary] name, in
// the same way, the types that come with a pair that an account defines. The package
// decides nothing: which definitions are active in an account is decided by package
// schema, which builds indexes from them.
//
// HubSpot publishes some pairs in a single direction. The other direction then has the
// published number plus [label.ReservedFrom]. Deals and leads each mark a primary of the
// other type, so there are two marks between them: 582 from a lead, 583 from a deal. The
// other end sees the reserved numbers 1000582 and 1000583.
//
// For example, these two cells of the table are a definition, the mark of a contact's
// primary company and how the company sees the mark:
//
//	contacts: companies.primary 1        Forward:  1, "Primary"
//	companies: contacts.with_primary 2   Backward: 2, "Contact with primary company"
package builtin
