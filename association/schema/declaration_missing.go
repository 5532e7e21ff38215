package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// Missing returns the edits that s lacks of d, and the declared labels as they are after these
// edits, their forward directions in the order of d. A definition that exists and differs is
// a [MismatchError]. A definition that the schema refuses is the error of the edit.
func (d Declaration) Missing(s *Schema) (Missing, []label.Label, error) {
	c := comparison{declared: d, after: s.next()}
	c.after.backfill = nil // an edit that is under way ends before another begins
	err := c.compare()
	switch {
	case len(c.fields) > 0: // also the likely reason of a later error, such as a label's unknown word
		return Missing{}, nil, &MismatchError{Fields: c.fields}
	case err != nil:
		return Missing{}, nil, err
	}
	return c.missing, c.found, nil
}

// A comparison walks through a declaration. Each edit that is missing is made on a copy of
// the schema, so that later parts find the definitions of earlier parts.
type comparison struct {
	declared Declaration
	after    *Schema // with the edits so far
	missing  Missing
	found    []label.Label
	fields   []Mismatch
}

func (c *comparison) compare() error {
	for _, part := range []func() error{c.subscription, c.types, c.pairs, c.labels, c.activitySum, c.limits, c.rules} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// lacks notes an edit that is missing. An edit with a backfill is to be made alone.
func (c *comparison) lacks(e Edit) error {
	if err := e.edit(c.after); err != nil {
		return fmt.Errorf("%s: %w", e, err)
	}
	c.after.pairs, c.after.shown = new(sync.Map), new(shown)
	if c.after.backfill != nil {
		c.after.backfill = nil
		c.missing.Alone = append(c.missing.Alone, e)
		return nil
	}
	c.missing.Together = append(c.missing.Together, e)
	return nil
}

// differs notes a field of an existing definition unless have and want are equal.
func (c *comparison) differs(of, field, have, want string) {
	if have != want {
		c.fields = append(c.fields, Mismatch{Of: of, Field: field, Have: have, Want: want})
	}
}

// subscription sets the subscription of an account that has none.
func (c *comparison) subscription() error {
	want, have := c.declared.Subscription, c.after.limits.Subscription()
	if want == nil {
		return nil
	}
	wanted, err := json.Marshal(*want)
	if err != nil {
		return err
	}
	existing, err := json.Marshal(have)
	switch {
	case err != nil:
		return err
	case string(existing) == string(wanted):
		return nil
	case have.IsZero():
		return c.lacks(&SetSubscription{Subscription: *want})
	}
	c.differs("subscription", "subscription", string(existing), string(wanted))
	return nil
}

func (c *comparison) types() error {
	for _, t := range c.declared.Types {
		if c.after.labels.HasType(t) {
			continue
		}
		if err := c.lacks(&DefineType{Type: t}); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) pairs() error {
	for _, p := range c.declared.Pairs {
		if c.after.labels.CheckPair(p[0], p[1]) == nil {
			continue
		}
		if err := c.lacks(&DefinePair{From: p[0], To: p[1]}); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) labels() error {
	for _, d := range c.declared.Labels {
		f := d.Forward
		if err := c.after.labels.CheckPair(f.From, f.To); err != nil {
			return err
		}
		e := c.after.labels.declared(d)
		if e == nil {
			edit := &DefineLabel{Definition: d}
			if err := c.lacks(edit); err != nil {
				return err
			}
			c.found = append(c.found, edit.Defined)
			continue
		}
		if err := c.compareLabel(d, e); err != nil {
			return err
		}
		l, _ := c.after.labels.Lookup(e.ID)
		c.found = append(c.found, l)
	}
	return nil
}

// declared returns the direction that d's Forward means, or nil if the label is not defined.
// A declared internal name finds the label. Without a name, the word finds it or, after a renaming,
// the internal name that is made from the word.
func (ls Labels) declared(d label.Definition) *entry {
	f := d.Forward
	there := ls.defined(f.From, f.To)
	name := f.Name
	if name == "" {
		if e := there.withText(words.Fold(f.Text), nil); e != nil {
			return e
		}
		var err error
		if name, err = words.DeriveName(f.Text); err != nil {
			return nil // the edit says why the word is illegal
		}
	}
	e := there.withName(words.Fold(name))
	if e != nil && f.From == f.To && e.Kind == label.KindPaired && e.inverse.word == words.Fold(f.Text) {
		return e.inverse // between records of the same type both sides have the name
	}
	return e
}

// compareLabel notes in which fields a label differs, and renames words if allowed.
func (c *comparison) compareLabel(d label.Definition, e *entry) error {
	of := fmt.Sprintf("label %q, %s -> %s", d.Forward.Text, e.From, e.To)
	c.differs(of, "kind", e.Kind.String(), d.Forward.Kind.String())
	if e.ID.Category == label.HubSpotDefined && words.Fold(d.Forward.Text) == e.word && words.Fold(d.Backward.Text) == e.inverse.word {
		return nil // a built-in label, whatever the case of its words
	}
	if d.Category != 0 {
		c.differs(of, "category", e.ID.Category.String(), d.Category.String())
	}
	if d.Forward.Name != "" {
		c.differs(of, "name", e.Name, d.Forward.Name)
	}
	c.differs(of, "status", e.Status.String(), label.Active.String())
	if err := c.compareWord(of, "text", e, d.Forward.Text); err != nil || e.Kind != label.KindPaired && d.Forward.Kind != label.KindPaired {
		return err
	}
	return c.compareWord(of, "inverse text", e.inverse, d.Backward.Text)
}

func (c *comparison) compareWord(of, field string, e *entry, text string) error {
	want, err := words.CleanText(text)
	if err != nil {
		return err
	}
	if e.Text != want && c.declared.Rename && e.ID.Category != label.HubSpotDefined {
		return c.lacks(&RenameLabel{ID: e.ID, Text: want})
	}
	c.differs(of, field, e.Text, want)
	return nil
}

// activitySum sets the sum of an account that has the default sum.
func (c *comparison) activitySum() error {
	want := c.declared.ActivitySum
	if want == nil {
		return nil
	}
	declared, err := c.after.limits.setActivitySum(want.Max, want.Types)
	if err != nil {
		return err
	}
	have, sum := c.after.limits.settings().sum, declared.settings().sum
	switch {
	case have.max == sum.max && slices.Equal(have.types, sum.types):
		return nil
	case have.isDefault():
		return c.lacks(want)
	}
	c.differs("activity sum", "max", fmt.Sprint(have.max), fmt.Sprint(sum.max))
	c.differs("activity sum", "types", fmt.Sprint(have.types), fmt.Sprint(sum.types))
	return nil
}

func (c *comparison) limits() error {
	for _, want := range c.declared.Limits {
		key, err := c.keyOf(want)
		if err != nil {
			return fmt.Errorf("%s: %w", want, err)
		}
		if have, configured := c.after.limits.Configured(key); configured {
			c.differs(want.String(), "max", fmt.Sprint(have), fmt.Sprint(want.Max))
			continue
		}
		if err := c.lacks(&SetLimit{Key: key, Max: want.Max}); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) keyOf(l Limit) (limits.Key, error) {
	key := limits.Key{From: l.From, To: l.To}
	if l.Label == "" {
		return key, nil
	}
	resolved, err := c.after.labels.Resolve(l.From, l.To, label.Named(l.Label))
	key.Label = resolved.ID
	return key, err
}

// rules declares the rules of directions that have no rule, or an unedited built-in rule.
func (c *comparison) rules() error {
	for _, want := range c.declared.Rules {
		have, exists := c.after.primary.Rule(want.From, want.To)
		if exists && have == want {
			continue
		}
		if exists && c.after.primary.isEdited(want.From, want.To) {
			c.differs(fmt.Sprintf("primary rule %s -> %s", want.From, want.To), "rule", have.String(), want.String())
			continue
		}
		if err := c.lacks(&DeclareRule{Rule: want}); err != nil {
			return err
		}
	}
	return nil
}

// isEdited reports whether the rule of a direction was declared or edited.
func (r Rules) isEdited(from, to record.Type) bool {
	_, found := r.find(from, to)
	return found
}
