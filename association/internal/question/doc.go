// Package question is one question of a reader while it is being answered: a batch of rows,
// the schema under which they are asked for, and the rules that all reads share.
//
// A read of the graph calls [Source.Ask] with a function. The function checks what it was
// given, names the rows that it needs and calls [Question.Read]; afterwards the rows have
// their answers. The package keeps two promises for every read:
//
//   - The schema is the stored one. Every Read reports the stored version. If another
//     process has changed the schema, Ask takes the new one and calls the function again.
//     So the function must pass on the errors of a Question, and set its results anew.
//   - An id that was merged away is answered as its survivor. [Question.About] and
//     [Question.Following] ask for the states of the records in the same Read as for the
//     rows, and ask again with the survivors only if some id was merged.
//
// The flow of "how many companies has contacts/2", which was merged into contacts/1:
//
//	source.Ask(ctx, fn)            a question with memory of an earlier one, schema 7
//	  ask.Check(contacts/2, companies)     is the ref legal, is the pair defined?
//	  ask.About(contacts/2, degree)
//	    Read: record contacts/2, degree of contacts/2     merged into contacts/1
//	    Read: record contacts/1, degree of contacts/1     alive, 3 links
//	  fn takes 3 from the row
//
// A [Source] answers from the store, where each Read sees the newest state, or from one
// snapshot, where all Reads see the same moment. A Question is for one goroutine, and its
// rows are gone when the function returns.
package question
