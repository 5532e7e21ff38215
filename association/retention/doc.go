// Package retention says since when the history of an account is whole.
//
// A graph keeps all events until [association.Graph.TrimHistory] drops those that are older
// than a time. From then on that time is the limit of what can be asked about: [Since]
// returns it, and a question about an earlier time, an older place in the feed, or the undo
// of an older operation is a [TooOldError].
//
// An account that keeps 90 days, on its 100th day:
//
//	graph.TrimHistory(ctx, day 10)   drops events before day 10, except those that explain
//	                                 the links that exist
//	retention.Since(ctx, store)      day 10
//	graph.AsOf(day 9).Links(...)     a TooOldError, ErrTooOld: ask about a later time
//	graph.AsOf(day 10).Links(...)    the links of that time
//
// The limit and how far a trim has come are one metadata row of the store, a [Row]. This
// package reads and writes its text. It drops nothing and decides nothing.
//
// [association.Graph.TrimHistory]: https://pkg.go.dev/github.com/relata-go/relata/association#Graph.TrimHistory
package retention
