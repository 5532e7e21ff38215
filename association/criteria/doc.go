// Package criteria answers yes-or-no questions about a record's associations: do all its deals,
// does its primary company, do three of its labeled contacts meet a condition of the
// application's.
//
// A [Criterion] is a value. [Meets] answers for a single record, as a trigger or a branch of a
// workflow does, and [MeetsMany] for many, as a list does. The package reads through a
// [Reader]: a graph, or a reader of one snapshot. It writes nothing and knows no property of a
// record: properties belong to the application, which answers a [Predicate].
//
// The flow of "which of these 500 contacts have only customers among their companies":
//
//	MeetsMany(ctx, graph, contacts, Criterion{To: companies, Quantifier: EveryMeets(), Where: isCustomer})
//	  round 1   one Read: up to 20 companies of each of the 500 contacts
//	            isCustomer is asked about the companies that were not asked about before
//	            contacts/7: a seen company is no customer      -> no, whatever the others are
//	            contacts/8: all 3 are, and there are no more   -> yes
//	            contacts/9: all 20 are, and there are more     -> open
//	  round 2   one Read: up to 10,000 companies of contacts/9 ...
//
// A criterion without a condition, about all associations, is answered from their counts in a
// single Read.
package criteria
