package primary

// A Mark says how associating two records changes the primary mark of the first.
type Mark uint8

// The marks.
const (
	// MarkFirst is the rule's default: the first record of its type becomes primary,
	// later ones do not.
	MarkFirst Mark = iota
	// MarkAsPrimary makes the record the primary where there is none. Where another is
	// primary, the write is refused with [ErrHasPrimary].
	MarkAsPrimary
	// MarkReplace makes the record the primary. The record that was primary stays
	// associated.
	MarkReplace
	// MarkNever keeps the first record from becoming primary. Where a primary is
	// required, the write is refused with [ErrRequired].
	MarkNever
)

// IsExplicit reports whether the mark says that the record is to be primary.
func (m Mark) IsExplicit() bool { return m == MarkAsPrimary || m == MarkReplace }
