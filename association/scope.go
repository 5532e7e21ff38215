package association

import (
	"context"
	"slices"
	"strings"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// A Scope says which of a record's associations are meant. The zero Scope is all.
type Scope struct {
	kind   scopeKind
	labels []label.Label
}

type scopeKind uint8

const (
	scopeAll scopeKind = iota
	scopePrimary
	scopePrimaryOf
	scopeLabeled
)

// All is the scope of every association.
func All() Scope { return Scope{} }

// Primary is the scope of the one association with the primary record.
func Primary() Scope { return Scope{kind: scopePrimary} }

// PrimaryOf is the scope of the associations with records whose primary the record in
// question is: the contacts that call a company their primary company.
func PrimaryOf() Scope { return Scope{kind: scopePrimaryOf} }

// Labeled is the scope of the associations that carry any of the given labels, each
// once. A label that was defined in the other direction means its inverse, so the same
// value serves both ends; between records of one type it names its own side.
func Labeled(labels ...label.Label) Scope {
	return Scope{kind: scopeLabeled, labels: slices.Clone(labels)}
}

// String returns the scope in words, as in "labeled Manager".
func (s Scope) String() string {
	switch s.kind {
	case scopePrimary:
		return "primary"
	case scopePrimaryOf:
		return "primary of"
	case scopeLabeled:
		words := make([]string, len(s.labels))
		for i, l := range s.labels {
			words[i] = l.String()
		}
		return strings.TrimSpace("labeled " + strings.Join(words, " or "))
	}
	return "all"
}

// resolve returns the ids that a scope's labels have in the direction from -> to.
func (a *ask) resolve(ctx context.Context, from, to record.Type, s Scope) ([]label.TypeID, error) {
	if s.kind != scopeLabeled {
		return nil, nil
	}
	if err := a.schema.limits.Plan().Check(limits.LabelScopes); err != nil {
		return nil, a.sure(ctx, err)
	}
	ids := make([]label.TypeID, 0, len(s.labels))
	for _, reference := range s.labels {
		l, err := a.schema.labels.Resolve(from, to, reference)
		if err != nil {
			return nil, a.sure(ctx, err)
		}
		if !slices.Contains(ids, l.ID) {
			ids = append(ids, l.ID)
		}
	}
	return ids, nil
}
