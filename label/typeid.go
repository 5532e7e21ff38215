package label

import "fmt"

// A Category says who defined an association type. The names are HubSpot's.
type Category uint8

// The categories. The zero Category belongs to no type.
const (
	HubSpotDefined    Category = 1 + iota // built in
	UserDefined                           // defined by the account
	IntegratorDefined                     // defined by an application
	Work                                  // defined by HubSpot's own products beside the CRM
)

var categoryNames = [...]string{
	HubSpotDefined:    "HUBSPOT_DEFINED",
	UserDefined:       "USER_DEFINED",
	IntegratorDefined: "INTEGRATOR_DEFINED",
	Work:              "WORK",
}

// String returns the name on the wire, such as HUBSPOT_DEFINED.
func (c Category) String() string {
	if c >= HubSpotDefined && c <= Work {
		return categoryNames[c]
	}
	return fmt.Sprintf("Category(%d)", uint8(c))
}

// A TypeID identifies a direction of a definition. Only category and number
// together are a key: numbers of different categories overlap. The zero TypeID
// names no type. In a question that a label restricts, the zero TypeID means every link.
type TypeID struct {
	Category Category `json:"category"`
	Number   uint32   `json:"typeId"` // from 1
}

// String returns the text form, such as USER_DEFINED/12.
func (id TypeID) String() string { return fmt.Sprintf("%s/%d", id.Category, id.Number) }

// IsZero reports whether id names no type.
func (id TypeID) IsZero() bool { return id == TypeID{} }

// Compare returns -1, 0 or +1 as a is before, at or after b: by category,
// then by number.
func Compare(a, b TypeID) int {
	switch {
	case a == b:
		return 0
	case a.Category < b.Category, a.Category == b.Category && a.Number < b.Number:
		return -1
	}
	return 1
}

// The parent and child labels between companies. A link never carries both, and a
// child company has a single parent.
var (
	ParentToChild = TypeID{HubSpotDefined, 13} // from a parent to a child company
	ChildToParent = TypeID{HubSpotDefined, 14} // from a child to a parent company
)

// ReservedFrom is the first reserved number of HUBSPOT_DEFINED. HubSpot publishes some
// pairs in a single direction. The other direction then has the published number plus
// ReservedFrom, which no published number reaches.
const ReservedFrom = 1_000_000
