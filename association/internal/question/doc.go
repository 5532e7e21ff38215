// Package question is a question of a reader while being answered: a batch of rows,
// the schema under which they are asked for, and the rules that all reads share.
//
// A read of the graph calls [Source.Ask] with a function. The function checks the
// arguments, names the rows that are needed and calls [Question.Read]; afterwards the rows have
// their answers. The package keeps two promises for every read:
//
//   - The schema is the stored schema. Every Read reports the stored version. If another
//     process has changed the schema, Ask takes the new schema and calls the function again.
//     So the function must pass on the errors of a Question, and set all results anew.
//   - An id that was merged away is answered as the survivor. [Question.About] and
//     [Question.Following] ask for the states of the records in the same Read as for the
//     rows, and ask again with the survivors only if some id was merged.
//
// The flow of "how many companies has contacts/2", which was merged into contacts/1:
//
//	source.Ask(ctx, fn)            a question with memory of an earlier question, schema 7
//	  ask.Check(contacts/2, companies)     is the ref legal, is the pair defined?
//	  ask.About(contacts/2, degree)
//	    Read: record contacts/2, degree of contacts/2     merged into contacts/1
//	    Read: record contacts/1, degree of contacts/1     alive, 3 links
//	  fn takes 3 from the row
//
// A [Source] answers from the store, where each Read sees the newest state, or from a
// snapshot, where all Reads see the same moment. A Question is for a single goroutine, and the
// rows are gone when the function returns.
package question
