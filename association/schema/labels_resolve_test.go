package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// family is a catalog with one label of every shape.
type family struct {
	Labels
	manager  label.Label // paired, contacts with contacts
	friend   label.Label // single, contacts with contacts
	owner    label.Label // paired, contacts -> companies
	decision label.Label // single, deals -> contacts
}

func newFamily(t require.TestingT) family {
	var f family
	f.Labels = Labels{}
	f.Labels, f.manager = define(t, f.Labels, label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to").WithName("boss"))
	f.Labels, f.friend = define(t, f.Labels, label.Single(record.Contacts, record.Contacts, "Friend"))
	f.Labels, f.owner = define(t, f.Labels, label.Paired(record.Contacts, record.Companies, "Owned company", "Owner"))
	f.Labels, f.decision = define(t, f.Labels, label.Single(record.Deals, record.Contacts, "Decision maker"))
	return f
}

// B1: which side a reference means.
func TestB1Resolve(t *testing.T) {
	f := newFamily(t)
	reports, _ := f.Lookup(f.manager.Inverse)
	const contacts, companies, deals = record.Contacts, record.Companies, record.Deals
	for name, tt := range map[string]struct {
		from, to record.Type
		ref      label.Label
		want     label.TypeID
	}{
		"defined, its direction":      {contacts, companies, f.owner, f.owner.ID},
		"defined, types exchanged":    {companies, contacts, f.owner, f.owner.Inverse},
		"defined, one type":           {contacts, contacts, f.manager, f.manager.ID},
		"defined, other side":         {contacts, contacts, reports, reports.ID},
		"single, types exchanged":     {contacts, deals, f.decision, f.decision.Inverse},
		"id":                          {contacts, companies, label.WithID(f.owner.ID), f.owner.ID},
		"id of the inverse":           {companies, contacts, label.WithID(f.owner.Inverse), f.owner.Inverse},
		"id of a side":                {contacts, contacts, label.WithID(reports.ID), reports.ID},
		"built-in id":                 {companies, companies, label.WithID(label.ChildToParent), label.ChildToParent},
		"primary id":                  {contacts, companies, label.WithID(hubspot(1)), hubspot(1)},
		"unlabeled id":                {companies, contacts, label.WithID(hubspot(280)), hubspot(280)},
		"internal name":               {contacts, companies, label.Named("owned_company"), f.owner.ID},
		"internal name, inverse":      {companies, contacts, label.Named("owned_company"), f.owner.Inverse},
		"internal name, one type":     {contacts, contacts, label.Named("boss"), f.manager.ID},
		"text":                        {contacts, companies, label.Named("Owned company"), f.owner.ID},
		"text of the inverse":         {companies, contacts, label.Named("Owner"), f.owner.Inverse},
		"text, trimmed and folded":    {companies, contacts, label.Named("\towneR "), f.owner.Inverse},
		"word of a side":              {contacts, contacts, label.Named("Manager"), f.manager.ID},
		"word of the other side":      {contacts, contacts, label.Named("reports to"), reports.ID},
		"built-in text":               {companies, companies, label.Named("Parent company"), label.ChildToParent},
		"built-in name":               {companies, companies, label.Named("parent_to_child_company"), label.ParentToChild},
		"name of a primary":           {contacts, companies, label.Named("contact_to_company"), hubspot(1)},
		"single from the other types": {contacts, deals, label.Named("Decision maker"), f.decision.Inverse},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := f.Resolve(tt.from, tt.to, tt.ref)
			require.NoError(t, err)
			require.Equal(t, tt.want, got.ID)
			want, _ := f.Lookup(tt.want)
			require.Equal(t, want, got)
		})
	}
}

func TestB1ResolveRefuses(t *testing.T) {
	f := newFamily(t)
	mistaken := f.owner // as if another account had given its number to the other direction
	mistaken.ID = f.owner.Inverse
	_, elsewhere := define(t, Labels{}, label.Single(record.Deals, record.Tickets, "Elsewhere"))
	const contacts, companies, deals = record.Contacts, record.Companies, record.Deals
	for name, tt := range map[string]struct {
		from, to record.Type
		ref      label.Label
		want     error
		use      label.TypeID
	}{
		"id of the other direction":   {companies, contacts, label.WithID(f.owner.ID), label.ErrWrongDirection, f.owner.Inverse},
		"built-in other direction":    {companies, contacts, label.WithID(hubspot(1)), label.ErrWrongDirection, hubspot(2)},
		"word of the other direction": {contacts, companies, label.Named("owner"), label.ErrWrongDirection, f.owner.ID},
		"name of the other direction": {companies, contacts, label.Named("contact_to_company"), label.ErrWrongDirection, hubspot(2)},
		"id of another pair":          {contacts, deals, label.WithID(f.owner.ID), label.ErrWrongPair, label.TypeID{}},
		"label of another pair":       {contacts, deals, f.owner, label.ErrWrongPair, label.TypeID{}},
		"label of another account":    {deals, record.Tickets, elsewhere, label.ErrWrongPair, label.TypeID{}},
		"number of another account":   {companies, contacts, mistaken, label.ErrWrongPair, label.TypeID{}},
		"unknown id":                  {contacts, companies, label.WithID(user(99)), label.ErrUnknown, label.TypeID{}},
		"unknown built-in id":         {contacts, companies, label.WithID(hubspot(99999)), label.ErrUnknown, label.TypeID{}},
		"unknown category":            {contacts, companies, label.WithID(label.TypeID{Number: 1}), label.ErrUnknown, label.TypeID{}},
		"unknown name":                {contacts, companies, label.Named("Friend"), label.ErrUnknown, label.TypeID{}},
		"unlabeled has no word":       {contacts, deals, label.Named(" "), label.ErrUnknown, label.TypeID{}},
		"empty reference":             {contacts, companies, label.Label{}, label.ErrUnknown, label.TypeID{}},
		"not yet defined":             {contacts, deals, label.Single(contacts, deals, "New").Forward, label.ErrUnknown, label.TypeID{}},
		"undefined pair":              {record.Notes, record.Tasks, label.Named("Owner"), label.ErrUndefinedPair, label.TypeID{}},
		"dormant built-in":            {"leads", contacts, label.WithID(hubspot(578)), label.ErrUndefinedType, label.TypeID{}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.Resolve(tt.from, tt.to, tt.ref)
			require.ErrorIs(t, err, tt.want)
			var e *label.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.use, e.Use)
			if !tt.use.IsZero() {
				require.ErrorContains(t, err, "use "+tt.use.String())
			}
		})
	}
}

// A name wins over another label's text, and over no one's when it is written as the text.
func TestB3NameBeforeText(t *testing.T) {
	c, byName := define(t, Labels{}, label.Single(record.Contacts, record.Deals, "Chief").WithName("boss"))
	c, byText := define(t, c, label.Single(record.Contacts, record.Deals, "Boss").WithName("head"))
	for word, want := range map[string]label.TypeID{"boss": byName.ID, "Boss": byText.ID, "head": byText.ID} {
		got, err := c.Resolve(record.Contacts, record.Deals, label.Named(word))
		require.NoError(t, err)
		require.Equal(t, want, got.ID, word)
	}
}

// B1: between records of one type, a word that could be either side is no guess.
func TestB1AmbiguousSideIsRefused(t *testing.T) {
	c, chief := define(t, Labels{}, label.Paired(record.Contacts, record.Contacts, "Chief", "helper").WithName("helper"))
	_, err := c.Resolve(record.Contacts, record.Contacts, label.Named("helper"))
	require.ErrorIs(t, err, label.ErrUnknown)
	require.ErrorContains(t, err, "other side")
	got, err := c.Resolve(record.Contacts, record.Contacts, label.Named("Helper"))
	require.NoError(t, err)
	require.Equal(t, chief.Inverse, got.ID, "as the text is folded, it is the side's word")
}

func TestErrorSaysWhatToDo(t *testing.T) {
	f := newFamily(t)
	_, err := f.Resolve(record.Contacts, record.Companies, label.Named("Owner"))
	require.EqualError(t, err, `label of the other direction "Owner" USER_DEFINED/5 (contacts -> companies): `+
		`it is the one from companies to contacts: use USER_DEFINED/4 (Owned company)`)
	_, err = f.Resolve(record.Contacts, record.Companies, label.Named(string(make([]byte, 500))+"x"))
	require.ErrorContains(t, err, "... (501 bytes)")
	require.Less(t, len(err.Error()), 600)
}
