// Package metered counts the work that a call of the graph gives to the store.
//
// A call that is observed runs under a context with a [Meter], see [With]. The store of an
// observed graph is wrapped by [Over], which finds the meter in the context of each Read,
// Apply and Update and adds to it. So the code between the call and the store passes the
// context on, as always, and knows nothing of meters. A graph that is not observed has no
// wrapper.
//
//	ctx = metered.With(ctx, m)      a read begins
//	store.Read(ctx, batch)          m.StoreCalls 1, m.RowsRead 3
//	metered.From(ctx)               a read inside the read finds m, and makes none
//
// A meter is for one call, in one goroutine. The package reads no clock.
package metered
