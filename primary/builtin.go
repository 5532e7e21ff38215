package primary

import "github.com/relata-go/relata/record"

// The built-in types beyond the standard ones that have rules by name.
const (
	leads    record.Type = "leads"
	orders   record.Type = "orders"
	projects record.Type = "projects"
)

// builtIn is the rules that stand by name, as they are until edited, by From and
// then To. Custom types have theirs towards companies without a row.
var builtIn = [...]Rule{
	{From: record.Contacts, To: record.Companies, Required: true},
	{From: record.Deals, To: record.Companies},
	{From: record.Deals, To: leads},
	{From: leads, To: record.Companies},
	{From: leads, To: record.Contacts},
	{From: leads, To: record.Deals},
	{From: orders, To: record.Companies},
	{From: projects, To: record.Companies},
	{From: record.Tickets, To: record.Companies},
}

// BuiltIn reports whether there is a rule from one type to the other before any
// is declared: towards companies from contacts, deals, tickets, leads, orders,
// projects and every custom type, and the rules lead -> contact, lead -> deal and
// deal -> lead. Companies, activities and HubSpot's other types have none.
func BuiltIn(from, to record.Type) bool {
	if to == record.Companies {
		return !lacksCompany(from)
	}
	switch from {
	case leads:
		return to == record.Contacts || to == record.Deals
	case record.Deals:
		return to == leads
	}
	return false
}

// initial returns the rule from one type to the other as it is before any edit.
func initial(from, to record.Type) (Rule, bool) {
	if !BuiltIn(from, to) {
		return Rule{}, false
	}
	return Rule{From: from, To: to, Required: fixed(from, to)}, true
}

// fixed reports whether the rule is required and cannot be made otherwise: a
// contact with companies always has a primary one.
func fixed(from, to record.Type) bool {
	return from == record.Contacts && to == record.Companies
}

// lacksCompany reports whether records of type t have no primary company unless a
// rule is declared: companies themselves, activities, and the types that HubSpot
// built in without a primary. A name that is not here and not in the table above
// is a custom type's.
func lacksCompany(t record.Type) bool {
	switch {
	case t.IsStandard(): // first, since most questions are about these
		return t == record.Companies
	case t.IsActivity():
		return true
	}
	switch t {
	case "abandoned_carts", "appointments", "campaigns", "carts", "conversation_sessions",
		"conversations", "courses", "data_sync_states", "data_syncs", "deal_splits",
		"discount_codes", "discounts", "engagements", "feedback_submissions", "fees",
		"goal_target_groups", "goals", "installments", "invoices", "line_items", "listings",
		"marketing_events", "meeting_events", "payment_links", "payments", "products",
		"quote_templates", "quotes", "services", "subscriptions", "taxes", "threads":
		return true
	}
	return false
}
