package recommend

import "github.com/relata-go/relata/record"

// MostChecked is how many of the found records are checked, the best first. It is the greatest
// Max of [Options], inclusive.
const MostChecked = 1000

// Options bound the look around. Nil is the same as the zero Options: the defaults.
type Options struct {
	// Through are the types of the associations that count when they are shared. Nil:
	// every type that both records can be associated with.
	Through []record.Type
	// Candidates are records that the application found by name, email or domain.
	Candidates []Candidate
	// Max is the most records that are recommended, up to [MostChecked]. Zero: 10.
	Max int
}

// A Candidate is a record that the application recommends, and as how many shared associations
// that counts. The scores of two candidates of the same record add up.
type Candidate struct {
	Record record.Ref `json:"record,omitzero"`
	Score  int        `json:"score,omitzero"`
}

// A Recommendation is a record to associate with.
type Recommendation struct {
	Record record.Ref `json:"record,omitzero"`
	Shared int        `json:"shared,omitzero"` // how many records are associated with both, among those that were looked at
	Score  int        `json:"score,omitzero"`  // the sum of the application's scores
}

// An Answer is records to associate with, the best first: by shared associations and score
// together, then in Ref order.
type Answer struct {
	List []Recommendation `json:"list,omitzero"`
	// Cut says that not everything was looked at, so a record may be missing, or have more
	// shared associations than its Recommendation says.
	Cut bool `json:"cut,omitzero"`
}
