package limits

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/relata-go/relata/record"
)

// A subscriptionDocument is the stored form of a subscription: only what differs from the
// zero Subscription, every list in order.
type subscriptionDocument struct {
	Name      string         `json:"name,omitempty"`
	Without   []string       `json:"without,omitempty"`
	Max       int            `json:"max,omitempty"`
	Technical []technicalRow `json:"technical,omitempty"`
}

type technicalRow struct {
	From record.Type `json:"from"`
	To   record.Type `json:"to"`
	Max  int         `json:"max"`
}

// MarshalJSON implements [json.Marshaler]. Equal subscriptions give equal bytes, and the
// zero Subscription gives {}.
func (p Subscription) MarshalJSON() ([]byte, error) {
	doc := subscriptionDocument{Name: p.Name, Without: p.Without.names(), Max: p.max}
	for pair, max := range p.technical {
		doc.Technical = append(doc.Technical, technicalRow{From: pair[0], To: pair[1], Max: max})
	}
	slices.SortFunc(doc.Technical, func(a, b technicalRow) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return json.Marshal(doc)
}

// UnmarshalJSON implements [json.Unmarshaler]. Unknown fields and features, a limit that is
// given twice and a limit that [Subscription.WithTechnical] would refuse are an error, and
// p is not changed.
func (p *Subscription) UnmarshalJSON(data []byte) error {
	var doc subscriptionDocument
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&doc); err != nil {
		return err
	}
	read, err := doc.subscription()
	if err != nil {
		return err
	}
	*p = read
	return nil
}

func (doc subscriptionDocument) subscription() (p Subscription, err error) {
	p.Name = doc.Name
	for _, name := range doc.Without {
		f, err := parseFeature(name)
		if err != nil {
			return Subscription{}, err
		}
		p.Without |= f
	}
	if doc.Max != 0 {
		if p, err = p.WithMax(doc.Max); err != nil {
			return Subscription{}, err
		}
	}
	for _, row := range doc.Technical {
		if _, twice := p.technical[[2]record.Type{row.From, row.To}]; twice {
			return Subscription{}, fmt.Errorf("%s -> %s: the technical limit is given twice", row.From, row.To)
		}
		if p, err = p.WithTechnical(row.From, row.To, row.Max); err != nil {
			return Subscription{}, err
		}
	}
	return p, nil
}
