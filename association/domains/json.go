package domains

import (
	"encoding/json"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/internal/enum"
)

var outcomeWords = enum.New[Outcome]("outcome", "associated", "hasCompany", "freeMail", "excluded", "invalid", "notNormalized",
	"ambiguous", "unknown", "refused")

// MarshalText implements [encoding.TextMarshaler] with a word such as freeMail.
func (o Outcome) MarshalText() ([]byte, error) { return outcomeWords.Marshal(o) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (o *Outcome) UnmarshalText(text []byte) error { return outcomeWords.Unmarshal(text, o) }

// The types below are those of the package without their methods.
type (
	resultDocument  Result
	companyDocument CompanyError
	invalidDocument InvalidError
)

// MarshalJSON implements [json.Marshaler] with the fields and, as "error", the reason.
func (r Result) MarshalJSON() ([]byte, error) { return failure.Marshal((*resultDocument)(&r), r.Err) }

// UnmarshalJSON implements [json.Unmarshaler].
func (r *Result) UnmarshalJSON(data []byte) (err error) {
	r.Err, err = failure.Unmarshal(data, (*resultDocument)(r))
	return err
}

// MarshalJSON implements [json.Marshaler] with the company and, as "error", the reason.
func (e CompanyError) MarshalJSON() ([]byte, error) { return failure.Marshal((*companyDocument)(&e), e.Err) }

// UnmarshalJSON implements [json.Unmarshaler].
func (e *CompanyError) UnmarshalJSON(data []byte) (err error) {
	e.Err, err = failure.Unmarshal(data, (*companyDocument)(e))
	return err
}

// MarshalJSON implements [json.Marshaler] with the fields and, as "error", the reason.
func (e InvalidError) MarshalJSON() ([]byte, error) { return failure.Marshal((*invalidDocument)(&e), e.Err) }

// UnmarshalJSON implements [json.Unmarshaler].
func (e *InvalidError) UnmarshalJSON(data []byte) (err error) {
	e.Err, err = failure.Unmarshal(data, (*invalidDocument)(e))
	return err
}

// reportDocument is the JSON form of a Report. The counts are by outcome.
type reportDocument struct {
	ID                history.OperationID `json:"id,omitzero"`
	Contacts          int                 `json:"contacts"`
	Count             map[Outcome]int     `json:"count"`
	Created           int                 `json:"created"`
	CompanyErrors     []CompanyError      `json:"companyErrors,omitempty"`
	CompanyErrorCount int                 `json:"companyErrorCount"`
}

// MarshalJSON implements [json.Marshaler], as in {"contacts": 3, "count": {"associated": 2}, ...}.
func (r Report) MarshalJSON() ([]byte, error) {
	doc := reportDocument{r.ID, r.Contacts, map[Outcome]int{}, r.Created, r.CompanyErrors, r.CompanyErrorCount}
	for o, n := range r.Count {
		if n != 0 {
			doc.Count[Outcome(o)] = n
		}
	}
	return json.Marshal(doc)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (r *Report) UnmarshalJSON(data []byte) error {
	var doc reportDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	*r = Report{ID: doc.ID, Contacts: doc.Contacts, Created: doc.Created, CompanyErrors: doc.CompanyErrors, CompanyErrorCount: doc.CompanyErrorCount}
	for o, n := range doc.Count {
		r.Count[o] = n
	}
	return nil
}
