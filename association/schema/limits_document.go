package schema

import (
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// A limitsDocument is the stored form of Limits: only the differences from the defaults,
// every list in order.
type limitsDocument struct {
	Plan   limits.Subscription `json:"plan,omitzero"`
	Sum    *sumRow             `json:"activity_sum,omitempty"`
	Limits []limitRow          `json:"limits,omitempty"`
}

type sumRow struct {
	Max   int           `json:"max"`
	Types []record.Type `json:"types"`
}

type limitRow struct {
	From  record.Type `json:"from"`
	To    record.Type `json:"to"`
	Label *idRow      `json:"label,omitempty"`
	Max   int         `json:"max"`
}

type idRow struct {
	Category string `json:"category"`
	Number   uint32 `json:"number"`
}

// document returns the differences from the defaults. Equal limits give equal documents.
func (l Limits) document() limitsDocument {
	s := l.settings()
	doc := limitsDocument{Plan: s.plan}
	if !s.sum.isDefault() {
		doc.Sum = &sumRow{Max: s.sum.max, Types: s.sum.types}
	}
	for k, max := range l.All() {
		doc.Limits = append(doc.Limits, limitRowOf(k, max))
	}
	return doc
}

func limitRowOf(k limits.Key, max int) limitRow {
	row := limitRow{From: k.From, To: k.To, Max: max}
	if !k.Label.IsZero() {
		row.Label = &idRow{Category: k.Label.Category.String(), Number: k.Label.Number}
	}
	return row
}

// decode reads the stored form. A document with an unknown field, a limit given twice, or
// a limit that no edit could have made is an error, and l stays as it was.
func (l *Limits) decode(data []byte) error {
	var doc limitsDocument
	if err := decodeStrict(data, &doc); err != nil {
		return fmt.Errorf("read limits: %w", err)
	}
	read, err := doc.limits()
	if err != nil {
		return fmt.Errorf("read limits: %w", err)
	}
	*l = read
	return nil
}

func (doc limitsDocument) limits() (l Limits, err error) {
	l = l.withSubscription(doc.Plan)
	if doc.Sum != nil {
		if l, err = l.setActivitySum(doc.Sum.Max, doc.Sum.Types); err != nil {
			return Limits{}, err
		}
	}
	for _, row := range doc.Limits {
		if l, err = l.restore(row); err != nil {
			return Limits{}, err
		}
	}
	return l, l.validate()
}

// restore adds a stored limit. The limit may be above the technical limit, which a plan may
// have lowered since, so the checks of set do not fit.
func (l Limits) restore(row limitRow) (Limits, error) {
	k, err := row.key()
	if err != nil {
		return l, err
	}
	if err := checkChangeable(k); err != nil {
		return l, err
	}
	if row.Max < 1 || row.Max > limits.MaxValue {
		return l, &limits.ConfigError{Key: k, Value: row.Max, Min: 1, Max: limits.MaxValue, Reason: "the limit is out of range"}
	}
	if _, twice := l.Configured(k); twice {
		return l, &limits.ConfigError{Key: k, Value: row.Max, Reason: "the limit is given twice"}
	}
	return l.with(k, row.Max), nil
}

// validate checks the law that needs all limits: no label is above the pair.
func (l Limits) validate() error {
	for d, p := range l.settings().pairs {
		if highest := p.highest(); p.max != 0 && highest.max > p.max {
			return &limits.ConfigError{
				Key:   limits.Key{From: d.from, To: d.to, Label: highest.id},
				Value: highest.max, Min: 1, Max: p.max,
				Reason: "a label's limit is above its pair's",
			}
		}
	}
	return nil
}

func (row limitRow) key() (limits.Key, error) {
	k := limits.Key{From: row.From, To: row.To}
	if row.Label == nil {
		return k, nil
	}
	k.Label = label.TypeID{Category: categoryNamed(row.Label.Category), Number: row.Label.Number}
	if k.Label.Category == 0 || k.Label.Number == 0 {
		return k, fmt.Errorf("%s -> %s: no label is %s/%d", row.From, row.To, row.Label.Category, row.Label.Number)
	}
	return k, nil
}
