package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// B3: the display text changes on its side only, the internal name never.
func TestB3Rename(t *testing.T) {
	f := newFamily(t)
	c, err := f.rename(f.owner.Inverse, " Founder ")
	require.NoError(t, err)
	forward, _ := c.Lookup(f.owner.ID)
	require.Equal(t, f.owner, forward)
	backward, _ := c.Lookup(f.owner.Inverse)
	require.Equal(t, "Founder", backward.Text)
	require.Equal(t, "owned_company", backward.Name)
	_, err = c.Resolve(record.Companies, record.Contacts, label.Named("Owner"))
	require.ErrorIs(t, err, label.ErrUnknown)
	old, _ := f.Lookup(f.owner.Inverse)
	require.Equal(t, "Owner", old.Text, "the old value is as it was")

	c, err = f.rename(f.manager.ID, "MANAGER")
	require.NoError(t, err, "its own word in other letters")
	sides := c.Labels(record.Contacts, record.Contacts)
	require.Equal(t, "MANAGER", sides[0].Text)
	require.Equal(t, "Reports to", sides[1].Text)

	c, err = f.rename(f.decision.Inverse, "Signs")
	require.NoError(t, err)
	for _, id := range []label.TypeID{f.decision.ID, f.decision.Inverse} {
		l, _ := c.Lookup(id)
		require.Equal(t, "Signs", l.Text, "a single label has one word")
	}
}

func TestB3RenameRefuses(t *testing.T) {
	f := newFamily(t)
	var other label.Label
	f.Labels, other = define(t, f.Labels, label.Paired(record.Contacts, record.Deals, "Case", "Sponsor"))
	for name, tt := range map[string]struct {
		id   label.TypeID
		text string
		want error
	}{
		"taken":                      {f.friend.ID, "manager", label.ErrDuplicate},
		"taken by an earlier one":    {f.manager.ID, "FRIEND", label.ErrDuplicate},
		"own other side":             {f.manager.ID, "reports to", label.ErrDuplicate},
		"single, taken one way only": {f.decision.ID, "case", label.ErrDuplicate},
		"text of a built-in":         {f.owner.ID, "Billing contact", label.ErrDuplicate},
		"empty":                      {f.owner.ID, " ", label.ErrName},
		"built-in":                   {label.ParentToChild, "Daughter", label.ErrBuiltIn},
		"primary":                    {hubspot(1), "Main", label.ErrBuiltIn},
		"unknown":                    {user(99), "X", label.ErrUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := f.rename(tt.id, tt.text)
			require.ErrorIs(t, err, tt.want)
			require.Equal(t, f.Labels, c)
			var e *label.Error
			require.ErrorAs(t, err, &e)
			if tt.want == label.ErrDuplicate {
				renamed, _ := f.Lookup(tt.id)
				require.NotContains(t, []label.TypeID{renamed.ID, renamed.Inverse}, e.ID, "the error names the holder of the word")
			}
		})
	}
	for id, text := range map[label.TypeID]string{
		other.ID:      "Sponsor",                      // the word of its own other direction
		f.owner.ID:    "contact with primary company", // that of another label there
		f.decision.ID: "DECISION maker",               // its own, in other letters
	} {
		_, err := f.rename(id, text)
		require.NoError(t, err, text)
	}
}

// B6: active, retiring, removed, and the way back from retiring; ids are found in all.
func TestB6LifeOfALabel(t *testing.T) {
	f := newFamily(t)
	retired, err := f.retire(f.owner.Inverse)
	require.NoError(t, err)
	for _, id := range []label.TypeID{f.owner.ID, f.owner.Inverse} {
		l, _ := retired.Lookup(id)
		require.Equal(t, label.Retiring, l.Status)
	}
	got, err := retired.Resolve(record.Contacts, record.Companies, f.owner)
	require.NoError(t, err)
	require.Equal(t, label.Retiring, got.Status, "the catalog's status, not that of the reference")

	again, err := retired.reactivate(f.owner.ID)
	require.NoError(t, err)
	require.Equal(t, f.Labels, again)

	removed, err := retired.remove(f.owner.ID)
	require.NoError(t, err)
	l, ok := removed.Lookup(f.owner.ID)
	require.True(t, ok)
	require.Equal(t, label.Removed, l.Status)
	require.Equal(t, "Owned company", l.Text, "history still has its word")
	for _, ref := range []label.Label{f.owner, label.WithID(f.owner.ID), label.Named("Owned company"), label.Named("owned_company")} {
		_, err = removed.Resolve(record.Contacts, record.Companies, ref)
		require.ErrorIs(t, err, label.ErrRemoved)
	}
	_, err = removed.Resolve(record.Companies, record.Contacts, label.Named("Owned company"))
	require.ErrorIs(t, err, label.ErrUnknown, "no advice to use a removed label")
	require.Equal(t, removed.Mirror(removed.SetOf(l)), label.SetOf(l.Inverse), "history is still mirrored")
}

// B6: a word may come back, its id never.
func TestB6IDsAreNeverGivenAgain(t *testing.T) {
	c, first := define(t, Labels{}, label.Single(record.Contacts, record.Deals, "Sponsor"))
	c, err := c.retire(first.ID)
	require.NoError(t, err)
	_, _, err = c.define(label.Single(record.Contacts, record.Deals, "Sponsor"))
	require.ErrorIs(t, err, label.ErrDuplicate, "a retiring label holds its words")
	c, err = c.remove(first.ID)
	require.NoError(t, err)
	c, second := define(t, c, label.Single(record.Contacts, record.Deals, "Sponsor"))
	require.Equal(t, user(3), second.ID)
	got, err := c.Resolve(record.Contacts, record.Deals, label.Named("Sponsor"))
	require.NoError(t, err)
	require.Equal(t, second.ID, got.ID)

	_, third := define(t, c, label.Single(record.Contacts, record.Deals, "Backer"))
	require.Equal(t, user(5), third.ID)
}

// B6: an older label may take the word of a younger one that is gone.
func TestB6RemovedWordsAreFree(t *testing.T) {
	f := newFamily(t)
	c, err := f.retire(f.friend.ID)
	require.NoError(t, err)
	c, err = c.remove(f.friend.ID)
	require.NoError(t, err)
	c, err = c.rename(f.manager.ID, "Friend")
	require.NoError(t, err)
	gone, _ := c.Lookup(f.friend.ID)
	require.Equal(t, "Friend", gone.Text)
}

func TestB6StatusRefuses(t *testing.T) {
	f := newFamily(t)
	retiring, err := f.retire(f.friend.ID)
	require.NoError(t, err)
	removed, err := retiring.remove(f.friend.ID)
	require.NoError(t, err)
	withPair, err := withTypes(t, cars).addPair(cars, record.Companies)
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		edit func(label.TypeID) (Labels, error)
		id   label.TypeID
		want error
	}{
		"remove active":             {f.remove, f.friend.ID, label.ErrStatus},
		"reactivate active":         {f.reactivate, f.friend.ID, label.ErrStatus},
		"retire twice":              {retiring.retire, f.friend.ID, label.ErrStatus},
		"retire removed":            {removed.retire, f.friend.ID, label.ErrStatus},
		"reactivate removed":        {removed.reactivate, f.friend.ID, label.ErrStatus},
		"remove twice":              {removed.remove, f.friend.ID, label.ErrStatus},
		"retire built-in label":     {f.retire, label.ChildToParent, label.ErrBuiltIn},
		"remove primary":            {f.remove, hubspot(1), label.ErrBuiltIn},
		"retire unlabeled":          {f.retire, hubspot(279), label.ErrBuiltIn},
		"retire a custom unlabeled": {withPair.retire, user(1), label.ErrBuiltIn},
		"retire a custom primary":   {withPair.retire, user(3), label.ErrBuiltIn},
		"retire unknown":            {f.retire, user(99), label.ErrUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tt.edit(tt.id)
			require.ErrorIs(t, err, tt.want)
		})
	}
	_, err = removed.rename(f.friend.ID, "Pal")
	require.ErrorIs(t, err, label.ErrRemoved)
}
