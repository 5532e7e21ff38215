// Package association decides which records belong together, under which labels,
// which one is primary and how many are allowed, and remembers who changed it.
//
// A [Graph] is the type to hold. Every change is a value, such as [Associate] or
// [SetPrimary], and every write is a plan: the graph reads what the change needs,
// decides the steps by the pure rules of packages label, primary and limits, and
// writes them in one transaction, together with one event for each link it
// changed. [Graph.Plan] shows the same decision without the write.
//
// The host owns its records. The graph learns of a record by its first association
// and knows only its type and id; asking about a record that it never met gives
// empty answers, not errors. A Graph and all its handles may be used from many
// goroutines at once.
package association
