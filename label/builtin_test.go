package label

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
)

// No number stands twice, and no cell is listed twice: the table has one meaning.
func TestB2TableHasNoDoubles(t *testing.T) {
	numbers, cells := map[uint32]row{}, map[row]uint32{}
	for _, r := range parseTable(published) {
		require.NotContains(t, numbers, r.number, "%v", r)
		require.NotContains(t, cells, r.key())
		require.NoError(t, r.from.Validate())
		require.NoError(t, r.to.Validate())
		require.NotZero(t, r.number, "%v", r)
		require.Less(t, r.number, uint32(ReservedFrom))
		numbers[r.number], cells[r.key()] = r, r.number
	}
	require.Len(t, numbers, 421)
}

// Every direction has an inverse whose inverse it is, every way an unlabeled type,
// and between types of one direction words and names are unique.
func TestB2EveryBuiltInHasBothDirections(t *testing.T) {
	all := slices.DeleteFunc(slices.Concat(builtin.low, builtin.high), func(e *entry) bool { return e == nil })
	require.Len(t, all, 451)
	for _, e := range all {
		id := e.ID
		require.Same(t, e, builtin.entry(id.Number))
		require.Same(t, e, e.inverse.inverse)
		require.Equal(t, e.Inverse, e.inverse.ID)
		require.Equal(t, []record.Type{e.From, e.To}, []record.Type{e.inverse.To, e.inverse.From})
		require.Equal(t, SetOf(id), e.set)
		require.NoError(t, checkName(e.Name))
		shared := e.From == e.To && e.Kind == KindUnlabeled
		require.Equal(t, shared, e.ID == e.Inverse, "one id for both directions")
	}
	for d, w := range builtin.ways {
		require.NotNil(t, w.unlabeled, "%v", d)
		require.NotNil(t, builtin.ways[d.reversed()], "%v", d)
		words, names := map[string]bool{}, map[string]bool{}
		for _, e := range w.entries {
			require.Falsef(t, names[e.name] || e.word != "" && words[e.word], "%v: %s %q", d, e.Name, e.Text)
			words[e.word], names[e.name] = true, true
		}
	}
}

func TestB2PublishedIDs(t *testing.T) {
	for _, want := range []struct {
		number   uint32
		from, to record.Type
		kind     Kind
		name     string
		text     string
		inverse  uint32
	}{
		{279, "contacts", "companies", KindUnlabeled, "contact_to_company_unlabeled", "", 280},
		{1, "contacts", "companies", KindPrimary, "contact_to_company", "Primary", 2},
		{2, "companies", "contacts", KindPrimary, "company_to_contact", "Contact with primary company", 1},
		{5, "deals", "companies", KindPrimary, "deal_to_company", "Primary", 6},
		{26, "tickets", "companies", KindPrimary, "ticket_to_company", "Primary", 25},
		{3, "deals", "contacts", KindUnlabeled, "deal_to_contact", "", 4},
		{449, "contacts", "contacts", KindUnlabeled, "contact_to_contact", "", 449},
		{13, "companies", "companies", KindPaired, "parent_to_child_company", "Child company", 14},
		{14, "companies", "companies", KindPaired, "child_to_parent_company", "Parent company", 13},
		{931, "contacts", "companies", KindSingle, "billing_contact", "Billing contact", 930},
		{702, "quotes", "contacts", KindSingle, "signer", "Signer", 703},
		{1226, "quotes", "contacts", KindSingle, "billing_contact", "Billing contact", 1227},
		{1334, "quotes", "companies", KindSingle, "billing_company", "Billing company", 1335},
		{509, "orders", "companies", KindPrimary, "order_to_company", "Primary", 510},
		{578, "leads", "contacts", KindPrimary, "lead_to_contact", "Primary", 1000578},
		{580, "leads", "companies", KindPrimary, "lead_to_company", "Primary", 1000580},
		{582, "leads", "deals", KindPrimary, "lead_to_deal", "Primary", 1000582},
		{583, "deals", "leads", KindPrimary, "deal_to_lead", "Primary", 1000583},
		{1000583, "leads", "deals", KindPrimary, "lead_to_deal_reverse", "Deal with primary lead", 583},
		{1299, "projects", "companies", KindPrimary, "project_to_company", "Primary", 1001299},
		{453, "postal_mail", "contacts", KindUnlabeled, "postal_mail_to_contact", "", 454},
		{416, "taxes", "invoices", KindUnlabeled, "tax_to_invoice", "", 415},
		{399, "calls", "meetings", KindUnlabeled, "call_to_meeting", "", 400},
		{565, "line_items", "subscriptions", KindSingle, "upcoming", "Upcoming", 1000565},
		{1000598, "emails", "leads", KindUnlabeled, "email_to_lead", "", 598},
		{7, "companies", "engagements", KindUnlabeled, "company_to_engagement", "", 8},
	} {
		l, ok := New().Lookup(TypeID{HubSpotDefined, want.number})
		require.True(t, ok, "%d", want.number)
		require.Equal(t, Label{
			ID: TypeID{HubSpotDefined, want.number}, Inverse: TypeID{HubSpotDefined, want.inverse},
			From: want.from, To: want.to, Kind: want.kind, Name: want.name, Text: want.text,
		}, l)
	}
}

// C1, B5: the marks that are built in, and no others; the reverse is no mark.
func TestC1BuiltInPrimaries(t *testing.T) {
	marks := map[direction]uint32{}
	for d, w := range builtin.ways {
		if w.primary != nil {
			marks[d] = w.primary.ID.Number
		}
	}
	require.Equal(t, map[direction]uint32{
		{"contacts", "companies"}: 1, {"deals", "companies"}: 5, {"tickets", "companies"}: 26,
		{"orders", "companies"}: 509, {"leads", "companies"}: 580, {"projects", "companies"}: 1299,
		{"leads", "contacts"}: 578, {"leads", "deals"}: 582, {"deals", "leads"}: 583,
	}, marks)
}
