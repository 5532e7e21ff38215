package history

import "fmt"

// A SourceKind says what kind of actor made a change.
type SourceKind uint8

// The ten sources of HubSpot's association history. The zero kind is API, the
// source of a handle that was given none.
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

// A Source is who or what made a change. Only a User has an id and a name.
type Source struct {
	Kind SourceKind
	ID   string // of the user
	Name string // of the user, if known
}

// ByUser returns the source of a person's own change. name may be empty.
func ByUser(id, name string) Source { return Source{Kind: User, ID: id, Name: name} }

// By returns the source of the given kind, which has no person behind it.
func By(kind SourceKind) Source { return Source{Kind: kind} }

// String returns the user's name, else the user's id, else the kind's words.
func (s Source) String() string {
	switch {
	case s.Kind != User:
		return s.Kind.String()
	case s.Name != "":
		return s.Name
	case s.ID != "":
		return s.ID
	}
	return User.String()
}
