// Package recommending finds the records that a record could be associated with, for
// [recommend.Options] and as a [recommend.Answer].
//
// A recommendation takes three Reads of a snapshot, whatever hubs there are:
//
//	begin   the record, its first neighbours of each type, the candidates   contacts/luke: diner, inn
//	count   the first records of each neighbour                             diner: luke, mia; inn: luke
//	leave   the best of them: alive, and not associated with the record?    mia: alive, no link
//
// Merged-away ids of the record and of the candidates count as their survivors. What is
// recommended is ordered by shared associations and scores together, then in Ref order. The
// package writes nothing and knows no name or email: those found their candidates before.
package recommending
