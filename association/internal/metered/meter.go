package metered

import "context"

// A Meter has the work of one call.
type Meter struct {
	StoreCalls  int // Reads and Applies
	RowsRead    int // rows asked for by key, and rows of the pages that came back
	RowsWritten int // changed rows, events and dropped events that Applies were given
	Retries     int // attempts after the first

	caller context.Context
}

type key struct{}

// With returns a context under which a store of [Over] adds to m.
func With(ctx context.Context, m *Meter) context.Context {
	m.caller = ctx
	return context.WithValue(ctx, key{}, m)
}

// From returns the meter of a context, or nil.
func From(ctx context.Context) *Meter {
	m, _ := ctx.Value(key{}).(*Meter)
	return m
}

// Caller returns the context that the application gave to the call. Functions of the
// application get it, so that the calls which they make are observed on their own.
func Caller(ctx context.Context) context.Context {
	if m := From(ctx); m != nil {
		return m.caller
	}
	return ctx
}

// Retry counts an attempt after the first.
func Retry(ctx context.Context) {
	if m := From(ctx); m != nil {
		m.Retries++
	}
}
