// Package succession decides which record becomes primary of a type, and which succeeds a
// primary that goes.
//
// The engine asks in four moments of a record's life: [Link] when two records are
// associated, [Unlinked] when the primary's link is removed, [Cleared] when the primary loses
// the mark and stays linked, and [Elect] when a rule became required.
//
// The functions are pure. They take the rule and the links that exist, and return which record
// is primary afterwards, and why. They read no storage and no clock, and write nothing. Taking
// the mark from the old primary, and every event, is the caller's work.
//
// The law: a record has at most one primary per target type, the primary is always
// linked, and if the rule requires a primary, a record with links has a primary. A decision that
// cannot keep the law is an error.
//
// For example, contact 1 has the companies 10, which is primary, 11 and 12. The link to 10
// is removed:
//
//	others := succession.Others{Count: 2, List: []primary.Candidate{{ID: "12"}, {ID: "11"}}}
//	succession.Unlinked(rule, others, succession.Request{Of: contact})
//	  // a required rule that asks: primary.ErrChoose, with both candidates
//	succession.Unlinked(rule, others, succession.Request{Of: contact, Successor: "11"})
//	  // 11 becomes primary, cause primary.Named
package succession
