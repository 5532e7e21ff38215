package limits

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// The document of a table: only what differs from the defaults, every list in order.
type tableDoc struct {
	Plan   *planDoc   `json:"plan,omitempty"`
	Sum    *sumDoc    `json:"activity_sum,omitempty"`
	Limits []limitDoc `json:"limits,omitempty"`
}

type planDoc struct {
	Name      string     `json:"name,omitempty"`
	Without   []string   `json:"without,omitempty"`
	Max       int        `json:"max,omitempty"`
	Technical []limitDoc `json:"technical,omitempty"`
}

type sumDoc struct {
	Max   int           `json:"max"`
	Types []record.Type `json:"types"`
}

type limitDoc struct {
	From  record.Type `json:"from"`
	To    record.Type `json:"to"`
	Label *labelDoc   `json:"label,omitempty"`
	Max   int         `json:"max"`
}

type labelDoc struct {
	Category string `json:"category"`
	Number   uint32 `json:"number"`
}

// MarshalJSON returns what differs from the defaults. Equal tables give equal bytes.
func (t Table) MarshalJSON() ([]byte, error) {
	s := t.settings()
	doc := tableDoc{Plan: s.plan.doc()}
	if !s.sum.isDefault() {
		doc.Sum = &sumDoc{Max: s.sum.max, Types: s.sum.types}
	}
	for k, max := range t.All() {
		doc.Limits = append(doc.Limits, docOf(k, max))
	}
	return json.Marshal(doc)
}

// doc returns nil for a plan that is no different from the default.
func (p Subscription) doc() *planDoc {
	if p.isZero() {
		return nil
	}
	doc := planDoc{Name: p.Name, Without: p.Without.names(), Max: p.max}
	for _, d := range slices.SortedFunc(maps.Keys(p.technical), compareDirections) {
		doc.Technical = append(doc.Technical, limitDoc{From: d.from, To: d.to, Max: p.technical[d]})
	}
	return &doc
}

func docOf(k Key, max int) limitDoc {
	doc := limitDoc{From: k.From, To: k.To, Max: max}
	if !k.Label.IsZero() {
		doc.Label = &labelDoc{Category: k.Label.Category.String(), Number: k.Label.Number}
	}
	return doc
}

// UnmarshalJSON reads what MarshalJSON writes. A document with an unknown field, a
// limit given twice or one that no edit could have made is an error, and t stays as
// it was.
func (t *Table) UnmarshalJSON(data []byte) error {
	var doc tableDoc
	if err := decodeStrict(data, &doc); err != nil {
		return fmt.Errorf("read limits: %w", err)
	}
	read, err := doc.table()
	if err != nil {
		return fmt.Errorf("read limits: %w", err)
	}
	*t = read
	return nil
}

func decodeStrict(data []byte, doc any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(doc); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the document is followed by more")
	}
	return nil
}

func (doc tableDoc) table() (t Table, err error) {
	if doc.Plan != nil {
		plan, err := doc.Plan.plan()
		if err != nil {
			return Table{}, err
		}
		t = t.WithSubscription(plan)
	}
	if doc.Sum != nil {
		if t, err = t.SetActivitySum(doc.Sum.Max, doc.Sum.Types); err != nil {
			return Table{}, err
		}
	}
	for _, l := range doc.Limits {
		if t, err = t.restore(l); err != nil {
			return Table{}, err
		}
	}
	return t, t.validate()
}

// restore adds a stored limit. It may be above the technical limit, which a plan may
// have lowered since, so the checks of Set do not fit.
func (t Table) restore(l limitDoc) (Table, error) {
	k, err := l.key()
	if err != nil {
		return t, err
	}
	if err := checkChangeable(k); err != nil {
		return t, err
	}
	if l.Max < 1 || l.Max > MaxValue {
		return t, &ConfigError{Key: k, Value: l.Max, Min: 1, Max: MaxValue, Reason: "the limit is out of range"}
	}
	if _, twice := t.Configured(k); twice {
		return t, &ConfigError{Key: k, Value: l.Max, Reason: "the limit is given twice"}
	}
	return t.with(k, l.Max), nil
}

// validate holds the law that needs the whole table: no label above its pair.
func (t Table) validate() error {
	for d, p := range t.settings().pairs {
		if highest := p.highest(); p.max != 0 && highest.max > p.max {
			return &ConfigError{
				Key:   Key{d.from, d.to, highest.id},
				Value: highest.max, Min: 1, Max: p.max,
				Reason: "a label's limit is above its pair's",
			}
		}
	}
	return nil
}

func (doc planDoc) plan() (Subscription, error) {
	p := Subscription{Name: doc.Name}
	for _, name := range doc.Without {
		f, err := parseFeature(name)
		if err != nil {
			return Subscription{}, err
		}
		p.Without |= f
	}
	var err error
	if doc.Max != 0 {
		if p, err = p.WithMax(doc.Max); err != nil {
			return Subscription{}, err
		}
	}
	for _, l := range doc.Technical {
		if l.Label != nil {
			return Subscription{}, fmt.Errorf("%s -> %s: a technical limit has no label", l.From, l.To)
		}
		if _, twice := p.technical[direction{l.From, l.To}]; twice {
			return Subscription{}, fmt.Errorf("%s -> %s: the technical limit is given twice", l.From, l.To)
		}
		if p, err = p.WithTechnical(l.From, l.To, l.Max); err != nil {
			return Subscription{}, err
		}
	}
	return p, nil
}

func (l limitDoc) key() (Key, error) {
	k := Key{From: l.From, To: l.To}
	if l.Label == nil {
		return k, nil
	}
	for c := label.HubSpotDefined; c <= label.Work; c++ {
		if c.String() == l.Label.Category && l.Label.Number != 0 {
			k.Label = label.TypeID{Category: c, Number: l.Label.Number}
			return k, nil
		}
	}
	return k, fmt.Errorf("%s: no label is %s/%d", k, l.Label.Category, l.Label.Number)
}
