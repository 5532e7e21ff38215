package history

import (
	"fmt"
	"slices"
)

// A SourceKind says what kind of actor made a change.
type SourceKind uint8

// The ten sources of HubSpot's association history. The zero kind is API, the source of a
// graph that was given none.
const (
	API SourceKind = iota
	User
	ObjectDeletion
	ObjectMerge
	ObjectRestore
	Import
	DomainAssociation // only between contacts and companies
	Job
	Migration
	Unknown
)

var sourceNames = [...]string{
	API:               "API",
	User:              "User",
	ObjectDeletion:    "Object deletion",
	ObjectMerge:       "Object merge",
	ObjectRestore:     "Object restore",
	Import:            "Import",
	DomainAssociation: "Automatic association by domain",
	Job:               "Job",
	Migration:         "Migration",
	Unknown:           "Unknown",
}

// String returns the words a person reads, such as "Object merge".
func (k SourceKind) String() string {
	if int(k) < len(sourceNames) {
		return sourceNames[k]
	}
	return fmt.Sprintf("SourceKind(%d)", uint8(k))
}

// ParseSourceKind reads the words that [SourceKind.String] gives, exactly as they
// are written there. Else the error is an [ErrSource].
func ParseSourceKind(text string) (SourceKind, error) {
	if i := slices.Index(sourceNames[:], text); i >= 0 {
		return SourceKind(i), nil
	}
	return Unknown, fmt.Errorf("%w: no kind is called %.80q", ErrSource, text)
}
