package crash

import (
	"context"
	"errors"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// createSchema makes the schema of a new store.
func createSchema(ctx context.Context, graph *association.Graph) error {
	if err := graph.Edit(ctx,
		&schema.SetMaxLabels{Max: 10_000},
		&schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, manager)},
		&schema.DefineLabel{Definition: label.Single(record.Deals, record.Contacts, buyer)},
		&schema.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts}, Max: dealContacts},
	); err != nil {
		return fmt.Errorf("found the schema: %w", err)
	}
	return nil
}

// word is the text of the label that an edit defines.
func (id callID) word() string { return fmt.Sprintf("word %d.%d", id.Round, id.Call) }

// edit changes the schema as the call says: define a label, begin an edit that looks at every
// link, or take back such an edit.
func edit(ctx context.Context, graph *association.Graph, id callID) error {
	var err error
	switch id.Call % 4 {
	case 0, 1:
		_, err = graph.Define(ctx, label.Single(record.Contacts, record.Companies, id.word()))
	case 2:
		err = graph.Edit(ctx, &schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts, Required: true}})
	case 3:
		err = graph.Edit(ctx, &schema.WithdrawRule{From: record.Deals, To: record.Contacts})
	}
	if errors.Is(err, primary.ErrNoRule) {
		return nil // another kill took place before the rule was declared
	}
	return err
}

// defines reports whether the call defines a label.
func (id callID) defines() bool { return id.Call%4 < 2 }

// finish ends the edit that a kill interrupted: the next edit does that first.
func finish(ctx context.Context, graph *association.Graph, round int) error {
	_, err := graph.Define(ctx, label.Single(record.Contacts, record.Companies, fmt.Sprint("after round ", round)))
	if err != nil {
		return fmt.Errorf("finish what an edit began: %w", err)
	}
	return nil
}
