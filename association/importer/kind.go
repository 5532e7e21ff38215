package importer

// A Kind says what kind of error a row has, for code that handles some of them. People read the
// reason, see [RowError].
type Kind uint8

// The kinds of errors.
const (
	Other             Kind = iota // any error without a kind of its own
	ColumnCount                   // more or fewer cells than the header
	StrayQuote                    // csv.ErrBareQuote, or csv.ErrQuote: text after a quoted cell
	NotUTF8                       // a cell is not valid UTF-8
	TooLarge                      // a cell has more than MaxCell bytes, or the row more than MaxRow
	MissingValue                  // the cell of a required key is empty
	BadIdentifier                 // the key cannot name a record
	RecordNotFound                // the lookup knows no record
	Ambiguous                     // the lookup knows more than one record
	RecordDeleted                 // the record is deleted
	SameRecord                    // both ends are the same record
	LabelNotFound                 // the label is not defined, or is being removed
	WrongDirection                // the word belongs to the other direction of the label
	LabelConflict                 // labels that exclude each other
	PrimaryTaken                  // another record is primary, and moving the mark is not allowed
	LimitExceeded                 // a record, or a label of it, has no room
	NotInSubscription             // the account's subscription does not include labels
	DuplicateKey                  // in Details: an earlier row with the same key differs
	BadDetails                    // the row of Details that describes the record is wrong
	Unreadable                    // the cell has no value that can be read
)

// kindNames are the texts of the kinds, in their order.
var kindNames = [...]string{
	"refused", "wrong number of cells", "stray quote", "not valid UTF-8", "too large", "value missing", "bad identifier",
	"record not found", "ambiguous", "record deleted", "same record", "label not found", "wrong direction", "labels conflict",
	"primary taken", "limit exceeded", "not in the subscription", "duplicate key", "bad details", "unreadable",
}

// String returns the kind in words, such as "label not found".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[Other] // a kind of a later version
}

// hubSpotNames are the names that HubSpot's API for imports has for the kinds in its errorType,
// as published in the specification of 2026-09. If the API has no such kind, the name is the
// nearest.
var hubSpotNames = [...]string{
	Other:             "FAILED_TO_CREATE_ASSOCIATION",
	ColumnCount:       "INCORRECT_NUMBER_OF_COLUMNS",
	StrayQuote:        "COULD_NOT_PARSE_ROW",
	NotUTF8:           "COULD_NOT_PARSE_ROW",
	TooLarge:          "ROW_DATA_TOO_LARGE",
	MissingValue:      "NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER",
	BadIdentifier:     "INVALID_ASSOCIATION_IDENTIFIER",
	RecordNotFound:    "ASSOCIATION_RECORD_NOT_FOUND",
	Ambiguous:         "FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS",
	RecordDeleted:     "UNKNOWN_ASSOCIATION_RECORD_ID",
	SameRecord:        "INVALID_ASSOCIATION_KEY",
	LabelNotFound:     "ASSOCIATION_LABEL_NOT_FOUND",
	WrongDirection:    "ASSOCIATION_LABEL_NOT_FOUND",
	LabelConflict:     "FAILED_TO_CREATE_ASSOCIATION",
	PrimaryTaken:      "FAILED_TO_CREATE_ASSOCIATION",
	LimitExceeded:     "ASSOCIATION_LIMIT_EXCEEDED",
	NotInSubscription: "FAILED_TO_CREATE_ASSOCIATION",
	DuplicateKey:      "DUPLICATE_ASSOCIATION_ID",
	BadDetails:        "FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS",
	Unreadable:        "COULD_NOT_PARSE_ROW",
}

// HubSpot returns the name of the kind in HubSpot's API for imports, such as
// "ASSOCIATION_LABEL_NOT_FOUND". Several kinds share a name, because HubSpot does not
// distinguish them. For a lookup by domain that finds several companies HubSpot's name is
// "MULTIPLE_COMPANIES_WITH_THIS_DOMAIN", but only the application knows which keys a column
// has.
func (k Kind) HubSpot() string {
	if int(k) < len(hubSpotNames) {
		return hubSpotNames[k]
	}
	return hubSpotNames[Other]
}
