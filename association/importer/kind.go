package importer

// A Kind says what sort of error a row has.
type Kind uint8

// The kinds.
const (
	Other          Kind = iota // what has no kind of its own
	ColumnCount                // more or fewer cells than the header
	StrayQuote                 // csv.ErrBareQuote, or csv.ErrQuote: text after a quoted cell
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
	DuplicateKey               // in a file of Details: an earlier row says something else of the key
	BadDetails                 // the row of the Details that describes the record is wrong
	Unreadable                 // the cell has no value that can be read
)

var kinds = [...]string{
	"refused", "wrong number of cells", "stray quote", "not valid UTF-8", "too large", "value missing", "bad identifier",
	"record not found", "ambiguous", "record deleted", "same record", "label not found", "wrong direction", "labels conflict",
	"primary taken", "limit exceeded", "not in the subscription", "duplicate key", "bad details", "unreadable",
}

// String returns the kind in words, such as "label not found".
func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k]
	}
	return kinds[Other]
}

// hubSpot are the kinds as HubSpot's API for imports names them in its errorType, as
// published in its specification of 2026-09. Where it has no such kind, it is the nearest.
var hubSpot = [...]string{
	Other:          "FAILED_TO_CREATE_ASSOCIATION",
	ColumnCount:    "INCORRECT_NUMBER_OF_COLUMNS",
	StrayQuote:     "COULD_NOT_PARSE_ROW",
	NotUTF8:        "COULD_NOT_PARSE_ROW",
	TooLarge:       "ROW_DATA_TOO_LARGE",
	MissingValue:   "NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER",
	BadIdentifier:  "INVALID_ASSOCIATION_IDENTIFIER",
	RecordNotFound: "ASSOCIATION_RECORD_NOT_FOUND",
	Ambiguous:      "FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS",
	RecordDeleted:  "UNKNOWN_ASSOCIATION_RECORD_ID",
	SameRecord:     "INVALID_ASSOCIATION_KEY",
	LabelNotFound:  "ASSOCIATION_LABEL_NOT_FOUND",
	WrongDirection: "ASSOCIATION_LABEL_NOT_FOUND",
	LabelConflict:  "FAILED_TO_CREATE_ASSOCIATION",
	PrimaryTaken:   "FAILED_TO_CREATE_ASSOCIATION",
	LimitExceeded:  "ASSOCIATION_LIMIT_EXCEEDED",
	NotInPlan:      "FAILED_TO_CREATE_ASSOCIATION",
	DuplicateKey:   "DUPLICATE_ASSOCIATION_ID",
	BadDetails:     "FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS",
	Unreadable:     "COULD_NOT_PARSE_ROW",
}

// HubSpot returns the name of the kind in HubSpot's API for imports, such as
// "ASSOCIATION_LABEL_NOT_FOUND". Several kinds have one name: HubSpot does not tell them
// apart. A lookup by domain that finds several companies is what it calls
// "MULTIPLE_COMPANIES_WITH_THIS_DOMAIN"; which key a column holds only the host knows.
func (k Kind) HubSpot() string {
	if int(k) < len(hubSpot) {
		return hubSpot[k]
	}
	return hubSpot[Other]
}
