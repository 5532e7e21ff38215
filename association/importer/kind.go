package importer

// A Kind says what sort of error a row has.
type Kind uint8

// The kinds.
const (
	Other          Kind = iota // what has no kind of its own
	ColumnCount                // more or fewer cells than the header
	StrayQuote                 // csv.ErrBareQuote, or csv.ErrQuote: text behind a quoted cell
	NotUTF8                    // a cell is not valid UTF-8
	TooLarge                   // a cell has more than MaxCell bytes, or the row more than MaxRow
	MissingValue               // the cell of a key is empty
	BadIdentifier              // a key that cannot name a record
	RecordNotFound             // the lookup knows no record
	Ambiguous                  // the lookup knows more than one record
	RecordDeleted              // the record is deleted
	SameRecord                 // both ends are one record
	LabelNotFound              // no such label is defined, or it is being removed
	WrongDirection             // the word is the other direction's
	LabelConflict              // labels that exclude each other
	PrimaryTaken               // another record is primary, and moving the mark is not allowed
	LimitExceeded              // a record, or a label of it, has no room
	NotInPlan                  // the plan of the account does not have labels
)

var kinds = [...]string{
	"refused", "wrong number of cells", "stray quote", "not valid UTF-8", "too large", "value missing", "bad identifier",
	"record not found", "ambiguous", "record deleted", "same record", "label not found", "wrong direction", "labels conflict",
	"primary taken", "limit exceeded", "not in the plan",
}

// String returns the kind in words, such as "label not found".
func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k]
	}
	return kinds[Other]
}
