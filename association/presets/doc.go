// Package presets has the defaults of HubSpot's lists, workflows and deal stages, written over
// the graph's reads and package criteria.
//
// Nothing here is a rule of the graph: an application with other defaults writes its own in as
// many lines. HubSpot's are:
//
//   - A list that filters by associated records wants all of them to meet the condition, or
//     the primary, or some record with the label: [List].
//   - A workflow looks at the primary company, and at all records of other types: [Workflow].
//   - A deal that is won affects all its contacts and companies, and a lost deal those
//     that have no other deal that was won: [ClosedWon], [ClosedLost].
//   - The lifecycle stage of a contact or a deal goes to the primary company: [LifecycleSync].
//
// A trigger on a lost deal, which marks the contacts that bought nothing else:
//
//	for target, err := range presets.ClosedLost(ctx, graph, deal, isWon) {
//		...   // one Read of the deal's contacts, one of their deals; isWon is asked once
//	}
package presets
