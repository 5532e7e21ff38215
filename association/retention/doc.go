// Package retention says since when all events of an account are there.
//
// A graph keeps all events until [association.Graph.TrimHistory] drops those that are older
// than a time. That time is then the retained since: questions are answered about this time or
// later. [Since] returns it. A question about an earlier time, an older place in the feed, or
// the undo of an older operation is a [TooOldError].
//
// An account that keeps 90 days, on its 100th day:
//
//	graph.TrimHistory(ctx, day 10)   drops events before day 10, except those that explain
//	                                 the links that exist
//	retention.Since(ctx, store)      day 10
//	graph.AsOf(day 9).Links(...)     a TooOldError, ErrTooOld: ask about a later time
//	graph.AsOf(day 10).Links(...)    the links of that time
//
// The retained since and the progress of the trim are in the same metadata row of the store, a
// [Row]. This package reads and writes the text of the row. It drops nothing, and does not
// decide which events are kept: that is decided by the trim.
//
// [association.Graph.TrimHistory]: https://pkg.go.dev/github.com/relata-go/relata/association#Graph.TrimHistory
package retention
