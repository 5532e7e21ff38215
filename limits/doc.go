// Package limits says what a limit on associations is: how many links a record may have to
// records of one type, under one label, or to all of its activities together. It also says
// what a subscription includes.
//
// A [Key] names what a limit is about. [Check] decides whether one more link fits and
// returns an [Error] if it does not. A [Usage] says how much of a limit one record has used.
// A [Subscription] is the plan of an account: it sets the technical limits and lacks some
// features.
//
// Nothing here counts links, reads storage or removes anything. The caller brings a count
// and learns whether one more fits. The limits of an account, and the edits that change
// them, are in package schema.
//
// A record above a limit that was lowered later keeps what it has and gets no more. For
// example, a contact with four companies under a limit of five:
//
//	limits.Check(luke, record.Companies, label.TypeID{}, 4, 5) // nil: the fifth fits
//	limits.Check(luke, record.Companies, label.TypeID{}, 5, 5) // contacts/1 has 5 of 5 companies
//	limits.NearThreshold(5)                                    // 4: reports name the contact from here on
package limits
