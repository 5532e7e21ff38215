package association

import (
	"context"
	"slices"
	"strings"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
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
// value serves both ends; between records of one type it names its own side. What is no
// label, the unlabeled type and those of primary marks, is a [label.Error]: [All],
// [Primary] and [PrimaryOf] are their scopes.
func Labeled(labels ...label.Label) Scope {
	return Scope{kind: scopeLabeled, labels: slices.Clone(labels)}
}

// Equal reports whether two scopes are of one kind and name the same labels in the same
// order.
func (s Scope) Equal(other Scope) bool {
	return s.kind == other.kind && slices.Equal(s.labels, other.labels)
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
func (s Scope) resolve(ctx context.Context, ask *question.Question, from, to record.Type) ([]label.TypeID, error) {
	if s.kind != scopeLabeled {
		return nil, nil
	}
	return ask.Labels(ctx, from, to, s.labels)
}

// resolveScope is [Scope.resolve] for a decision, whose schema is the stored one.
func resolveScope(s *schema.Schema, from, to record.Type, scope Scope) ([]label.TypeID, error) {
	if scope.kind != scopeLabeled {
		return nil, nil
	}
	return question.LabelsOf(s, from, to, scope.labels)
}

// holds reports whether a link, as the record in question sees it, is in the scope, whose
// labels have the given ids.
func (s Scope) holds(labels []label.TypeID, link history.State) bool {
	switch s.kind {
	case scopePrimary:
		return link.Near.Primary
	case scopePrimaryOf:
		return link.Far.Primary
	case scopeLabeled:
		return slices.ContainsFunc(labels, link.Near.Labels.Has)
	}
	return link.Linked()
}
