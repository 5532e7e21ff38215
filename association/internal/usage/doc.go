// Package usage finds the records that use a limit: those that are at it, near the limit, or have
// at least some number of links.
//
// A report of the graph is a [Query] over some limits, and the answer a [Page]. The package
// reads and counts. It refuses nothing and changes nothing; the effect of a limit on a write is
// decided elsewhere.
//
// Where the counts of a limit come from:
//
//   - The store keeps how many links every record has towards every type, and how many carry
//     a label that has a limit. The store finds the records with at least so many by an index.
//   - A sum of activities is the sum of several such counts. A record that reaches the sum
//     has at least a share of some type, so only those records are looked at.
//   - The carriers of a label without a limit are counted by walking over the links.
//
// The flow of "which contacts are near their limit of 5 companies", from the first page:
//
//	Query{Keys: contacts -> companies}
//	  search: key contacts -> companies, max 5, at least 4 (four fifths)
//	  Read: the first records with at least 4       contacts/3: 4, contacts/8: 5, more
//	Page: two rows, and Next to go on after contacts/8
//
// A Read looks at some 64 limits at once. The order of the rows is that of the limits, and
// of the records within a limit, so a place in a report is a limit and a record.
package usage
