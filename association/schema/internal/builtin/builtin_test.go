package builtin

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// No number is there twice, and no cell is listed twice: the table has one meaning.
func TestB2TableHasNoDoubles(t *testing.T) {
	numbers, cells := map[uint32]row{}, map[row]uint32{}
	for _, r := range parse(published) {
		require.NotContains(t, numbers, r.number, "%v", r)
		require.NotContains(t, cells, r.key())
		require.NoError(t, r.from.Validate())
		require.NoError(t, r.to.Validate())
		require.NotZero(t, r.number, "%v", r)
		require.Less(t, r.number, uint32(label.ReservedFrom))
		numbers[r.number], cells[r.key()] = r, r.number
	}
	require.Len(t, numbers, 421)
}

func hubspot(number uint32) label.TypeID {
	return label.TypeID{Category: label.HubSpotDefined, Number: number}
}

func TestB2PublishedIDs(t *testing.T) {
	labels := map[uint32]label.Label{}
	for _, d := range Definitions() {
		labels[d.Forward.ID.Number], labels[d.Backward.ID.Number] = d.Forward, d.Backward
	}
	for _, want := range []struct {
		number   uint32
		from, to record.Type
		kind     label.Kind
		name     string
		text     string
		inverse  uint32
	}{
		{279, "contacts", "companies", label.KindUnlabeled, "contact_to_company_unlabeled", "", 280},
		{1, "contacts", "companies", label.KindPrimary, "contact_to_company", "Primary", 2},
		{2, "companies", "contacts", label.KindPrimary, "company_to_contact", "Contact with primary company", 1},
		{5, "deals", "companies", label.KindPrimary, "deal_to_company", "Primary", 6},
		{26, "tickets", "companies", label.KindPrimary, "ticket_to_company", "Primary", 25},
		{3, "deals", "contacts", label.KindUnlabeled, "deal_to_contact", "", 4},
		{449, "contacts", "contacts", label.KindUnlabeled, "contact_to_contact", "", 449},
		{13, "companies", "companies", label.KindPaired, "parent_to_child_company", "Child company", 14},
		{14, "companies", "companies", label.KindPaired, "child_to_parent_company", "Parent company", 13},
		{931, "contacts", "companies", label.KindSingle, "billing_contact", "Billing contact", 930},
		{702, "quotes", "contacts", label.KindSingle, "signer", "Signer", 703},
		{1226, "quotes", "contacts", label.KindSingle, "billing_contact", "Billing contact", 1227},
		{1334, "quotes", "companies", label.KindSingle, "billing_company", "Billing company", 1335},
		{509, "orders", "companies", label.KindPrimary, "order_to_company", "Primary", 510},
		{578, "leads", "contacts", label.KindPrimary, "lead_to_contact", "Primary", 1000578},
		{580, "leads", "companies", label.KindPrimary, "lead_to_company", "Primary", 1000580},
		{582, "leads", "deals", label.KindPrimary, "lead_to_deal", "Primary", 1000582},
		{583, "deals", "leads", label.KindPrimary, "deal_to_lead", "Primary", 1000583},
		{1000583, "leads", "deals", label.KindPrimary, "lead_to_deal_reverse", "Deal with primary lead", 583},
		{1299, "projects", "companies", label.KindPrimary, "project_to_company", "Primary", 1001299},
		{453, "postal_mail", "contacts", label.KindUnlabeled, "postal_mail_to_contact", "", 454},
		{416, "taxes", "invoices", label.KindUnlabeled, "tax_to_invoice", "", 415},
		{399, "calls", "meetings", label.KindUnlabeled, "call_to_meeting", "", 400},
		{565, "line_items", "subscriptions", label.KindSingle, "upcoming", "Upcoming", 1000565},
		{1000598, "emails", "leads", label.KindUnlabeled, "email_to_lead", "", 598},
		{7, "companies", "engagements", label.KindUnlabeled, "company_to_engagement", "", 8},
	} {
		l, ok := labels[want.number]
		require.True(t, ok, "%d", want.number)
		require.Equal(t, label.Label{
			ID: hubspot(want.number), Inverse: hubspot(want.inverse),
			From: want.from, To: want.to, Kind: want.kind, Name: want.name, Text: want.text,
		}, l)
	}
}
