package main

import (
	"context"
	"errors"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// limit sets a limit, which the store keeps, and tries to exceed that limit.
func (v *visitor) limit(ctx context.Context) error {
	members, err := v.graph.Count(ctx, agriculture, record.Contacts)
	if err != nil {
		return err
	}
	key := limits.Key{From: record.Companies, To: record.Contacts}
	if err := v.graph.Edit(ctx, &schema.SetLimit{Key: key, Max: members}); err != nil {
		return err
	}
	_, err = v.graph.Associate(ctx, guest, agriculture)
	var full *limits.Error
	if !errors.As(err, &full) {
		return err
	}
	v.say("one member more", "refused: the committee has %d of %d", full.Have, full.Max)
	return nil
}

// leave tries to take Boozman off his primary committee. He has several others, so a user would
// have to name the next primary: the graph refuses and lists the candidates.
func (v *visitor) leave(ctx context.Context) error {
	_, err := v.graph.Dissociate(ctx, boozman, rural)
	var choose *primary.ChooseError
	if !errors.As(err, &choose) {
		return err
	}
	v.say("he leaves it", "refused: %d committees could be the next primary one", choose.Count)
	return nil
}
