package association

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Schema is everything that an account has defined: types, pairs and labels,
// limits and the plan, primary rules. It is an immutable value with a version, and
// is stored as one document; every write holds under one version of it.
type Schema struct {
	version uint64
	labels  label.Catalog
	limits  limits.Table
	primary primary.Rules
	counted []limits.Key // labels whose carriers are counted although no limit stands
	pending *pending
	pairs   *sync.Map // *pairing by two types, as far as anybody asked
}

// A pending is an edit under way that has to look at every link. Writers honour it
// while it lasts; another edit finishes it first.
type pending struct {
	// Counting is a label that gets its first limit. Its carriers are being
	// counted: a count of zero may be one that nobody has made yet.
	Counting *limits.Key `json:"counting,omitempty"`
	// Retiring is a label that is to be removed if no link carries it.
	Retiring *label.TypeID `json:"retiring,omitempty"`
	// Electing is a rule that became required. Records without a primary get one.
	Electing *[2]record.Type `json:"electing,omitempty"`
	// Withdrawing is a rule that was taken away. Its marks are going.
	Withdrawing *[2]record.Type `json:"withdrawing,omitempty"`
}

// newSchema returns the schema of an account that has defined nothing.
func newSchema() *Schema { return &Schema{labels: label.New(), pairs: new(sync.Map)} }

// Version returns the number of the schema, which grows by one with every edit; 0 in
// an account that has defined nothing.
func (s *Schema) Version() uint64 { return s.version }

// Labels returns the types, pairs and labels.
func (s *Schema) Labels() label.Catalog { return s.labels }

// Limits returns the limits and the plan.
func (s *Schema) Limits() limits.Table { return s.limits }

// Primary returns the primary rules.
func (s *Schema) Primary() primary.Rules { return s.primary }

// document is the stored form of a schema.
type document struct {
	Labels  label.Catalog `json:"labels"`
	Limits  limits.Table  `json:"limits"`
	Primary primary.Rules `json:"primary"`
	Counted []limits.Key  `json:"counted,omitempty"`
	Pending *pending      `json:"pending,omitempty"`
}

// encode returns the stored form.
func (s *Schema) encode() ([]byte, error) {
	text, err := json.Marshal(document{s.labels, s.limits, s.primary, s.counted, s.pending})
	if err == nil && len(text) > storage.MaxDocument {
		err = fmt.Errorf("%w: the schema has %d bytes, at most %d are stored: remove labels or types", storage.ErrTooLarge, len(text), storage.MaxDocument)
	}
	return text, err
}

// decodeSchema reads the stored form of the given version.
func decodeSchema(version uint64, text []byte) (*Schema, error) {
	s := newSchema()
	s.version = version
	if version == 0 {
		return s, nil
	}
	doc := document{Labels: s.labels}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("%w: schema version %d: %w", storage.ErrCorrupt, version, err)
	}
	s.labels, s.limits, s.primary = doc.Labels, doc.Limits, doc.Primary
	s.counted, s.pending = doc.Counted, doc.Pending
	return s, nil
}

// Schema returns the schema that stands now.
func (r Reader) Schema(ctx context.Context) (*Schema, error) {
	var schema *Schema
	err := r.ask(ctx, func(a *ask) error {
		schema = a.schema
		return a.read(ctx)
	})
	return schema, err
}

// learn returns the schema that a Read of b answered with, which is known when no
// other stands. The newest one is kept for the next question.
func (c *core) learn(b *storage.Batch, known *Schema) (*Schema, error) {
	if b.Schema.Version == b.Schema.Have {
		return known, nil
	}
	s, err := decodeSchema(b.Schema.Version, b.Schema.Document)
	if err != nil {
		return nil, err
	}
	for {
		old := c.schema.Load()
		if old.version >= s.version || c.schema.CompareAndSwap(old, s) {
			return s, nil
		}
	}
}

// A wish is what the labels of a write ask for, on a link from one type to another.
type wish struct {
	set       label.Set
	marks     [2]bool // a primary type of From, or of To, was among them
	unlabeled bool    // the unlabeled type was among them
}

// asked returns what a write wants of the marks of From and of To: what it says of From's,
// unless a primary type among its labels says more.
func (w wish) asked(mark Mark) [2]Mark {
	asked := [2]Mark{mark, FirstIsPrimary}
	for k, marked := range w.marks {
		if marked {
			asked[k] = ReplacePrimary
		}
	}
	return asked
}

// wish resolves the labels of a write.
func (s *Schema) wish(from, to record.Type, given []label.Label) (wish, error) {
	var w wish
	for _, reference := range given {
		l, err := s.labels.Resolve(from, to, reference)
		if err != nil {
			return wish{}, err
		}
		switch l.Kind {
		case label.KindUnlabeled:
			w.unlabeled = true
		case label.KindPrimary:
			mark, forward := s.labels.Primary(from, to)
			w.marks[one(!forward || mark.ID != l.ID)] = true
		default:
			w.set = w.set.Union(s.labels.SetOf(l))
		}
	}
	return w, nil
}

// given returns the labels of a write as both ends see them, as far as they resolve.
func (s *Schema) given(from, to record.Type, labels []label.Label) [2]label.Set {
	if len(labels) == 0 {
		return [2]label.Set{}
	}
	w, err := s.wish(from, to, labels)
	if err != nil {
		return [2]label.Set{} // the decision will say so
	}
	return [2]label.Set{w.set, s.labels.Mirror(w.set)}
}

// usable checks labels that are to be added to a link, which then has the whole set.
func (s *Schema) usable(e edge, added, whole label.Set) error {
	if added.IsEmpty() {
		return nil
	}
	for id := range added.All() {
		if id.Category != label.HubSpotDefined {
			if err := s.limits.Subscription().Check(limits.UseLabels); err != nil {
				return err
			}
		}
		if l, known := s.labels.Lookup(id); known && l.Status != label.Active {
			return &RetiredError{From: e.from, To: e.to, Label: l}
		}
	}
	if a, b, found := s.labels.Conflict(whole); found {
		return &ExclusiveError{From: e.from, To: e.to, Labels: [2]label.Label{a, b}}
	}
	return nil
}

// labelsOf returns the definitions of the labels in a set, in TypeID order.
func (s *Schema) labelsOf(set label.Set) []label.Label {
	labels := make([]label.Label, 0, set.Len())
	for id := range set.All() {
		if l, known := s.labels.Lookup(id); known {
			labels = append(labels, l)
		}
	}
	return labels
}

// words returns the display texts of a set, as in "Manager; Contractor".
func (s *Schema) words(set label.Set) string {
	texts := make([]string, 0, set.Len())
	for _, l := range s.labelsOf(set) {
		texts = append(texts, l.Text)
	}
	return strings.Join(texts, "; ")
}

// counts yields the labels of a set whose carriers are counted from records of one
// type to another: those that have a limit, or ever had one.
func (s *Schema) counts(from, to record.Type, set label.Set) iter.Seq[label.TypeID] {
	return func(yield func(label.TypeID) bool) {
		if set.IsEmpty() || !s.limits.HasLabelLimits(from, to) && len(s.counted) == 0 {
			return
		}
		for id := range set.All() {
			if s.isCounted(limits.Key{From: from, To: to, Label: id}) && !yield(id) {
				return
			}
		}
	}
}

// isCounted reports whether the carriers of a label are counted.
func (s *Schema) isCounted(k limits.Key) bool {
	_, limited := s.limits.LabelMax(k)
	return limited || slices.Contains(s.counted, k)
}

// isCounting reports whether the carriers of a label are just being counted.
func (s *Schema) isCounting(k limits.Key) bool {
	return s.pending != nil && s.pending.Counting != nil && *s.pending.Counting == k
}

// named puts the word of the label into a limit's error.
func (s *Schema) named(err error) error {
	if exceeded := (*limits.Error)(nil); errors.As(err, &exceeded) {
		l, _ := s.labels.Lookup(exceeded.Label)
		exceeded.Word = l.Text
	}
	return err
}
