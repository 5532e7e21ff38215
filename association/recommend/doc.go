// Package recommend has the options and the answers of [association.Reader.Recommend], which
// finds records that a record could be associated with.
//
// A record is recommended because it shares associations with the record in question, because
// the application found it by name, email or domain, or both. The answer is a bounded look
// around, not a search of the whole account:
//
//	Recommend(ctx, contacts/luke, contacts, &recommend.Options{Candidates: ...})
//	  1  the first 100 companies, deals, ... of Luke                   one Read
//	  2  the first 200 contacts of each of those, 20,000 in all        one Read
//	     contacts/mia shares two of them, contacts/noah is a candidate with score 3
//	  3  are the best 1000 alive, and not associated with Luke yet?    one Read
//	Answer: noah (score 3), mia (shared 2)
//
// The package holds values only. The graph decides which rows are read, and in which order.
//
// [association.Reader.Recommend]: https://pkg.go.dev/github.com/relata-go/relata/association#Reader.Recommend
package recommend
