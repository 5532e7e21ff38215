package importer

import (
	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/primary"
)

// has reports whether the row has both records of a pair.
func (r *row) has(p pair) bool { return !r.ends[p.from].IsZero() && !r.ends[p.to].IsZero() }

// pairCount returns how many of the pairs the row has.
func (r *row) pairCount(pairs []pair) int {
	n := 0
	for _, p := range pairs {
		if r.has(p) {
			n++
		}
	}
	return n
}

// associate returns the operation for a pair of the row. Only the first pair, From and To,
// has labels and a mark. If From becomes the primary of To, the operation is turned
// around, because an Associate marks the primary of its From.
func (r *row) associate(p pair, move bool) association.Associate {
	op := association.Associate{From: r.ends[p.from], To: r.ends[p.to]}
	if p != (pair{fromCell, toCell}) {
		return op
	}
	op.Labels = r.labels.labels
	if r.labels.mark == primaryOfTo {
		op.From, op.To = op.To, op.From
	}
	switch {
	case r.labels.mark == noMark:
	case move:
		op.Mark = primary.MarkReplace
	default:
		op.Mark = primary.MarkAsPrimary
	}
	return op
}

// take takes the results of the row's pairs, or of the first of them if the store failed. It adds
// a fault for each pair that was refused, and returns the outcome of the others together.
func (r *row) take(pairs []pair, each []association.EachResult) association.Outcome {
	outcome := association.Unchanged
	for _, p := range pairs {
		if len(each) == 0 {
			break
		}
		if !r.has(p) {
			continue
		}
		switch one := each[0]; {
		case one.Err != nil:
			r.addGraphError(p, one.Err)
		case one.Result.Repeated && one.Result.Outcome != association.Skipped:
			// An earlier run did and counted this operation.
		default:
			outcome = together(outcome, one.Result.Outcome)
		}
		each = each[1:]
	}
	return outcome
}

// together returns the outcome of a row that has both outcomes: the first of Created, Changed
// and Skipped, see [Progress].
func together(a, b association.Outcome) association.Outcome {
	for _, o := range [...]association.Outcome{association.Created, association.Changed, association.Skipped} {
		if a == o || b == o {
			return o
		}
	}
	return association.Unchanged
}
