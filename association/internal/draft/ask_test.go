package draft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// owned is a schema with a paired label that has a limit from both sides.
func owned(t *testing.T) (s *schema.Schema, forward label.Label) {
	define := &schema.DefineLabel{Definition: label.Paired(record.Contacts, record.Companies, "Owned company", "Owner")}
	s, err := schema.New().Edited(define)
	require.NoError(t, err)
	forward = define.Defined
	for _, k := range []limits.Key{
		{From: forward.From, To: forward.To, Label: forward.ID}, {From: forward.To, To: forward.From, Label: forward.Inverse},
	} {
		s, err = s.Edited(&schema.SetLimit{Key: k, Max: 2})
		require.NoError(t, err)
		s, err = s.AfterBackfill()
		require.NoError(t, err)
	}
	return s, forward
}

// The counts of the labels that a write names are asked for from both ends, and none when a
// label does not resolve: the decision then returns the error.
func TestNeedLinkAsksForLabelCounts(t *testing.T) {
	s, forward := owned(t)
	contact, company := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	labelsAsked := func(labels ...label.Label) (ids []label.TypeID) {
		var d Draft
		d.BeginAttempt(s, false)
		d.BeginChunk(1)
		d.NeedLink(contact, company, labels)
		for _, degree := range d.Rows.Degrees {
			if !degree.Label.IsZero() {
				ids = append(ids, degree.Label)
			}
		}
		return ids
	}
	require.Equal(t, []label.TypeID{forward.ID, forward.Inverse}, labelsAsked(label.Named("Owned company")))
	require.Empty(t, labelsAsked(label.Named("Stranger")))
	require.Empty(t, labelsAsked())
}

// Labels are resolved once for an operation, and anew when a decision is about others.
func TestGivenIsOfTheLabelsThatWereNamed(t *testing.T) {
	s, forward := owned(t)
	contact, company := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	var d Draft
	d.BeginAttempt(s, false)
	d.BeginChunk(1)
	named := []label.Label{label.Named("Owned company")}
	d.NeedLink(contact, company, named)
	l := d.Ask(contact, company)

	given, err := d.Given(&l, named)
	require.NoError(t, err)
	require.Equal(t, schema.Given{Set: label.SetOf(forward.ID)}, given)
	given, err = d.Given(&l, nil)
	require.NoError(t, err)
	require.Equal(t, schema.Given{}, given)
	_, err = d.Given(&l, []label.Label{label.Named("Stranger")})
	require.ErrorIs(t, err, label.ErrUnknown)

	turned := l.Turn()
	_, err = d.Given(&turned, named)
	require.ErrorIs(t, err, label.ErrWrongDirection, "the same list means something else from the other end")
}
