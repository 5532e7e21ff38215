package criteria

import "fmt"

// A Quantifier says how many of the records in a criterion's scope have to meet the criterion.
// The zero Quantifier is [AnyMeets].
type Quantifier struct {
	kind quantifierKind
	n    int
}

type quantifierKind uint8

const (
	anyMeets quantifierKind = iota
	everyMeets
	noneMeets
	atLeast
	atMost
	exactly
)

// AnyMeets wants at least one record. Without a record in scope the answer is no.
func AnyMeets() Quantifier { return Quantifier{} }

// EveryMeets wants all records. Without a record in scope the answer is no, unless the
// criterion says otherwise: "all its companies are customers" does not find a contact that has
// no company.
func EveryMeets() Quantifier { return Quantifier{kind: everyMeets} }

// NoneMeets wants no record. Without a record in scope the answer is yes.
func NoneMeets() Quantifier { return Quantifier{kind: noneMeets} }

// AtLeast is the quantifier of n or more.
func AtLeast(n int) Quantifier { return Quantifier{atLeast, n} }

// AtMost is the quantifier of n or fewer.
func AtMost(n int) Quantifier { return Quantifier{atMost, n} }

// Exactly is the quantifier of n, no more and no fewer.
func Exactly(n int) Quantifier { return Quantifier{exactly, n} }

// String returns the quantifier in words, as in "every" or "at least 3".
func (q Quantifier) String() string {
	switch q.kind {
	case everyMeets:
		return "every"
	case noneMeets:
		return "none"
	case atLeast:
		return fmt.Sprintf("at least %d", q.n)
	case atMost:
		return fmt.Sprintf("at most %d", q.n)
	case exactly:
		return fmt.Sprintf("exactly %d", q.n)
	}
	return "any"
}

// early returns the answer if further records in scope cannot change the answer: of seen
// records, at least one, met records met the criterion.
func (q Quantifier) early(seen, met int) (answer, known bool) {
	switch q.kind {
	case anyMeets:
		return true, met > 0
	case everyMeets:
		return false, met < seen
	case noneMeets:
		return false, met > 0
	case atLeast:
		return true, met >= q.n
	}
	return false, met > q.n // at most, exactly
}

// final returns the answer when all records in scope were seen.
func (q Quantifier) final(seen, met int) bool {
	switch q.kind {
	case everyMeets:
		return seen > 0 && met == seen
	case noneMeets:
		return met == 0
	case atLeast:
		return met >= q.n
	case atMost:
		return met <= q.n
	case exactly:
		return met == q.n
	}
	return met > 0
}

// enough returns how many records have to be seen at most when each of them meets the
// criterion.
func (q Quantifier) enough() int {
	switch q.kind {
	case atLeast:
		return max(q.n, 1)
	case atMost, exactly:
		return max(q.n, 0) + 1
	}
	return 1
}
