// Package history tells the history of associations: who changed which link, when, in which
// operation, and the states of the link before and after.
//
// An [Event] has both states of the link, so an event can be read alone. From
// events alone the package derives
//
//   - what happened: [Event.Kinds],
//   - what exists: [Replay], or [ReplaySince] if old events may be missing,
//   - what existed at an earlier time: [AsOf],
//   - what would take a change back: [Invert],
//   - the history that a person reads: [Panel].
//
// The law: all events together give exactly the links, labels, primary marks and record
// states that exist. [Projection] is the law in plain form, and refuses a history
// that does not join up.
//
// The package never decides whether a change is allowed, never stores or fetches an event,
// and reads no clock. The caller gives the times.
//
// For example, a contact gets a company and loses that company again:
//
//	events := []history.Event{
//		{A: company, B: contact, At: 100, Now: history.State{Created: 100}},
//		{A: company, B: contact, At: 200, Was: history.State{Created: 100}},
//	}
//	p, _ := history.Replay(slices.Values(events))
//	p.Link(contact, company).Linked() // false
//	events[0].Kinds()                 // created
package history
