// Package limits says how many links a record may have to records of one type, under one
// label, or to all activities together. The package also has the features of subscriptions.
//
// A [Key] names a limit. [Check] decides whether another link fits and
// returns an [Error] if not. A [Usage] says how much of a limit a record has used.
// A [Subscription] is the plan of an account: the plan sets the technical limits and lacks some
// features.
//
// Nothing here counts links, reads storage or removes anything. The caller brings a count
// and learns whether another fits. The limits of an account, and the edits that change
// them, are in package schema.
//
// A record above a limit that was lowered later keeps all links and gets no more. For
// example, a contact with four companies under a limit of five:
//
//	limits.Check(luke, record.Companies, label.TypeID{}, 4, 5) // nil: the fifth fits
//	limits.Check(luke, record.Companies, label.TypeID{}, 5, 5) // contacts/1 has 5 of 5 companies
//	limits.NearThreshold(5)                                    // 4: reports name the contact from here on
package limits
