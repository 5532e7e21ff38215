// Package primary says what a primary record is: the rules that an account may have about
// primaries, the causes for which a primary changes, and the errors of a change that is
// refused.
//
// A record has at most one primary per target type. The primary is always also linked. If
// the [Rule] requires a primary, a record with links to the type has a primary. There is at most
// one rule for each direction of a pair of types.
//
// The rules of an account are part of the schema, and the engine decides by them. This
// package has the words for both, and for the events that tell of changes: a [Cause] is stored
// with every event that sets a mark or takes a mark away.
//
// For example, HubSpot's own rule between contacts and companies:
//
//	rule := primary.Rule{From: record.Contacts, To: record.Companies, Required: true}
//	fmt.Println(rule)
//	  // contacts -> companies: required, first becomes primary, ask
//	fmt.Println(primary.Explain(primary.FirstLinked, rule.To))
//	  // first company becomes primary
//
// The first company of a contact becomes the primary. If the primary's link is removed and
// several companies are left, the rule asks: the call is refused with a [ChooseError], which
// names the companies, and the caller names the successor.
package primary
