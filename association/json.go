package association

import (
	"encoding/json"
	"fmt"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/internal/enum"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// The forms of this package's values as JSON. docs/json.md describes them.

var (
	outcomeWords = enum.New[Outcome]("outcome", outcomeNames[:]...)
	lossWords    = enum.New[LossReason]("reason of a loss", "", "otherDeleted", "overLimit", "labelRemoved", "labelExcluded", "labelNotKept")
	labelsWords  = enum.New[MergedLabels]("policy for labels", "unite", "survivors")
	primaryWords = enum.New[MergedPrimary]("policy for primaries", "survivors", "mergeds")
	limitsWords  = enum.New[LimitPolicy]("policy for limits", "refuse", "keepSurvivors", "keepNewest")
	statusWords  = enum.New[storage.RecordStatus]("status of a record", "alive", "deleted", "merged")
	scopeWords   = enum.New[scopeKind]("scope", "all", "primary", "primaryOf", "labeled")
)

// MarshalText implements [encoding.TextMarshaler] with the word of String.
func (o Outcome) MarshalText() ([]byte, error) { return outcomeWords.Marshal(o) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (o *Outcome) UnmarshalText(text []byte) error { return outcomeWords.Unmarshal(text, o) }

// MarshalText implements [encoding.TextMarshaler] with a word such as overLimit.
func (r LossReason) MarshalText() ([]byte, error) { return lossWords.Marshal(r) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (r *LossReason) UnmarshalText(text []byte) error { return lossWords.Unmarshal(text, r) }

// MarshalText implements [encoding.TextMarshaler]: unite or survivors.
func (m MergedLabels) MarshalText() ([]byte, error) { return labelsWords.Marshal(m) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (m *MergedLabels) UnmarshalText(text []byte) error { return labelsWords.Unmarshal(text, m) }

// MarshalText implements [encoding.TextMarshaler]: survivors or mergeds.
func (m MergedPrimary) MarshalText() ([]byte, error) { return primaryWords.Marshal(m) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (m *MergedPrimary) UnmarshalText(text []byte) error { return primaryWords.Unmarshal(text, m) }

// MarshalText implements [encoding.TextMarshaler]: refuse, keepSurvivors or keepNewest.
func (p LimitPolicy) MarshalText() ([]byte, error) { return limitsWords.Marshal(p) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (p *LimitPolicy) UnmarshalText(text []byte) error { return limitsWords.Unmarshal(text, p) }

func (k scopeKind) MarshalText() ([]byte, error) { return scopeWords.Marshal(k) }

func (k *scopeKind) UnmarshalText(text []byte) error { return scopeWords.Unmarshal(text, k) }

// scopeDocument is the JSON form of a Scope.
type scopeDocument struct {
	Scope  scopeKind     `json:"scope"`
	Labels []label.Label `json:"labels,omitempty"`
}

// IsZero reports whether the scope is every association.
func (s Scope) IsZero() bool { return s.kind == scopeAll && s.labels == nil }

// MarshalJSON implements [json.Marshaler], as in {"scope": "labeled", "labels": [...]}.
func (s Scope) MarshalJSON() ([]byte, error) { return json.Marshal(scopeDocument{s.kind, s.labels}) }

// UnmarshalJSON implements [json.Unmarshaler].
func (s *Scope) UnmarshalJSON(data []byte) error {
	var doc scopeDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	*s = Scope{doc.Scope, doc.Labels}
	return nil
}

// planDocument is the JSON form of a Plan.
type planDocument struct {
	Operations Operations            `json:"operations"`
	IDs        []history.OperationID `json:"ids"`
	Group      history.OperationID   `json:"group,omitzero"`
	Source     history.Source        `json:"source,omitzero"`
	Steps      []Step                `json:"steps,omitempty"`
	Results    []Result              `json:"results,omitempty"`
	Labels     []label.Label         `json:"labels,omitempty"` // the words of the labels in steps
}

// MarshalJSON implements [json.Marshaler] with the operations, their ids and the steps.
func (p *Plan) MarshalJSON() ([]byte, error) {
	return json.Marshal(planDocument{p.ops, p.ids, p.group, p.source, p.Steps, p.Results, p.labels})
}

// UnmarshalJSON implements [json.Unmarshaler]. [Graph.Apply] checks what the text says. A text
// that does not parse has the code [failure.Invalid].
func (p *Plan) UnmarshalJSON(data []byte) error {
	var doc planDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("%w: the text is no plan: %w", ErrInvalidOperation, err)
	}
	*p = Plan{doc.Steps, doc.Results, doc.Operations, doc.IDs, doc.Group, doc.Source, doc.Labels}
	return nil
}

// eachDocument is EachResult without its methods.
type eachDocument EachResult

// MarshalJSON implements [json.Marshaler] with the result or, as "error", the reason.
func (r EachResult) MarshalJSON() ([]byte, error) { return failure.Marshal((*eachDocument)(&r), r.Err) }

// UnmarshalJSON implements [json.Unmarshaler].
func (r *EachResult) UnmarshalJSON(data []byte) (err error) {
	r.Err, err = failure.Unmarshal(data, (*eachDocument)(r))
	return err
}

// operationErrorDocument is OperationError without its methods.
type operationErrorDocument OperationError

// MarshalJSON implements [json.Marshaler] with the fields and, as "error", the reason.
func (e *OperationError) MarshalJSON() ([]byte, error) {
	return failure.Marshal((*operationErrorDocument)(e), e.Err)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (e *OperationError) UnmarshalJSON(data []byte) (err error) {
	e.Err, err = failure.Unmarshal(data, (*operationErrorDocument)(e))
	if err == nil && e.Err == nil {
		err = fmt.Errorf("%w: the error of an operation has a reason", ErrInvalidOperation)
	}
	return err
}

// staleErrorDocument is StaleError without its methods.
type staleErrorDocument StaleError

// MarshalJSON implements [json.Marshaler] with the new plan or, as "error", the reason why
// there is none.
func (e *StaleError) MarshalJSON() ([]byte, error) {
	return failure.Marshal((*staleErrorDocument)(e), e.Err)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (e *StaleError) UnmarshalJSON(data []byte) (err error) {
	e.Err, err = failure.Unmarshal(data, (*staleErrorDocument)(e))
	if err == nil && e.Err == nil && e.New == nil {
		err = fmt.Errorf("%w: the error of a stale plan has a new plan or a reason", ErrInvalidOperation)
	}
	return err
}

// stateDocument is the JSON form of a RecordState. Stores keep the number of a status, also of
// one that is added later, so the word is given here and not in package storage.
type stateDocument struct {
	Status string     `json:"status"`
	Into   record.Ref `json:"into,omitzero"`
}

// MarshalJSON implements [json.Marshaler], as in {"status": "merged", "into": "contacts/1"}.
func (s RecordState) MarshalJSON() ([]byte, error) {
	word, err := statusWords.Marshal(s.Status)
	if err != nil {
		return nil, err
	}
	return json.Marshal(stateDocument{string(word), s.Into})
}

// UnmarshalJSON implements [json.Unmarshaler]. An unknown word is an error.
func (s *RecordState) UnmarshalJSON(data []byte) error {
	var doc stateDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	read := RecordState{Into: doc.Into}
	if err := statusWords.Unmarshal([]byte(doc.Status), &read.Status); err != nil {
		return err
	}
	*s = read
	return nil
}
