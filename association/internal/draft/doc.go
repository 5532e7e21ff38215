// Package draft holds the rows that the decision of an operation sees and changes: rows that were
// read, overlaid with the changes of earlier operations of the same transaction.
//
// A [Draft] is the middle of a write. The transaction reads the rows that the draft asks
// for, lets each operation decide in the draft, and applies the draft's rows and events.
// The flow of "associate contacts/1 with companies/10":
//
//	NeedLink     asks for two records, two degrees and a link
//	  Read       alive, alive, 0 companies, 41 contacts, no link
//	Link         both records are alive, so this is the link between them
//	Room         0 of 10,000 companies, 41 of 10,000 contacts
//	Mark         the first company of a contact becomes the primary
//	Write        the link with the mark, two degrees, an event
//	  Apply      the four rows whose Now differs from their Was, and the event
//
// A decision that needs another row asks for the row and returns [MoreRows]. The decision
// is called again when the row is there. So a decision may run several times, and changes nothing
// before the last line, which is [Draft.Write]: a refused operation changes nothing. The other
// reasons to start over are in the same list, see [Restart].
//
// The draft holds rows, the schema, the time of the operation ([Clock]) and the records
// that the transaction has locked ([Locks]). A draft knows no operations, plans
// or callers: those are of package association.
package draft
