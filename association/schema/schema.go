package schema

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// A Schema is everything that an account has defined: types, pairs and labels, limits
// and the subscription, primary rules. A Schema is an immutable value with a version,
// stored as one document. Every write is made under one version.
type Schema struct {
	version  uint64
	labels   Labels
	limits   Limits
	primary  Rules
	counted  []limits.Key // labels whose carriers are counted although no limit exists
	backfill *Backfill
	pairs    *sync.Map // *Pair by two types, for pairs that were asked for
	shown    *shown
}

// New returns the schema of an account that has defined nothing.
func New() *Schema { return &Schema{pairs: new(sync.Map), shown: new(shown)} }

// Version returns the number of the schema, which grows by one with every edit. The version is 0
// in an account that has defined nothing.
func (s *Schema) Version() uint64 { return s.version }

// Labels returns the types, pairs and labels.
func (s *Schema) Labels() Labels { return s.labels }

// Limits returns the limits and the subscription.
func (s *Schema) Limits() Limits { return s.limits }

// Primary returns the primary rules.
func (s *Schema) Primary() Rules { return s.primary }

// shown are the labels of the sets that were asked for. Most links of an account have one of
// a few sets, so their labels are in memory once.
type shown struct {
	sync.RWMutex
	labels map[label.Set][]label.Label
}

// maxShown bounds how many sets are remembered.
const maxShown = 1 << 12

// LabelsOf returns the definitions of the labels in a set, in TypeID order, and nil for the
// empty set. The slice is shared and must not be changed.
func (s *Schema) LabelsOf(set label.Set) []label.Label {
	if set.IsEmpty() {
		return nil
	}
	s.shown.RLock()
	labels, known := s.shown.labels[set]
	s.shown.RUnlock()
	if known {
		return labels
	}
	labels = s.labelsOf(set)
	s.shown.Lock()
	defer s.shown.Unlock()
	if s.shown.labels == nil {
		s.shown.labels = map[label.Set][]label.Label{}
	}
	if len(s.shown.labels) < maxShown {
		s.shown.labels[set] = labels
	}
	return labels
}

func (s *Schema) labelsOf(set label.Set) []label.Label {
	labels := make([]label.Label, 0, set.Len())
	for id := range set.All() {
		if l, known := s.labels.Lookup(id); known {
			labels = append(labels, l)
		}
	}
	return slices.Clip(labels)
}

// Words returns the display texts of a set, as in "Manager; Contractor".
func (s *Schema) Words(set label.Set) string {
	texts := make([]string, 0, set.Len())
	for _, l := range s.LabelsOf(set) {
		texts = append(texts, l.Text)
	}
	return strings.Join(texts, "; ")
}

// Counted yields the labels of a set whose carriers are counted, from records of a type
// to another: the labels that have a limit, or ever had a limit.
func (s *Schema) Counted(from, to record.Type, set label.Set) iter.Seq[label.TypeID] {
	return func(yield func(label.TypeID) bool) {
		if set.IsEmpty() || !s.limits.HasLabelLimits(from, to) && len(s.counted) == 0 {
			return
		}
		for id := range set.All() {
			if s.IsCounted(limits.Key{From: from, To: to, Label: id}) && !yield(id) {
				return
			}
		}
	}
}

// IsCounted reports whether the carriers of a label are counted.
func (s *Schema) IsCounted(k limits.Key) bool {
	_, limited := s.limits.LabelMax(k)
	return limited || slices.Contains(s.counted, k)
}

// IsCounting reports whether a backfill is counting the carriers of a label. Until the backfill
// ends, a stored count of zero may mean that nobody has counted yet.
func (s *Schema) IsCounting(k limits.Key) bool {
	return s.backfill != nil && s.backfill.Counting != nil && *s.backfill.Counting == k
}

// WithWord puts the word of the label into a limit's error, and returns the error.
func (s *Schema) WithWord(err error) error {
	if exceeded := (*limits.Error)(nil); errors.As(err, &exceeded) {
		l, _ := s.labels.Lookup(exceeded.Label)
		exceeded.Word = l.Text
	}
	return err
}
