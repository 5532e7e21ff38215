package record

// A Type names an object type, such as contacts: 1 to [MaxType] bytes of lower-case
// ASCII letters, digits, '_' and '-', of which the first is a letter or a digit.
type Type string

// The standard types.
const (
	Contacts  Type = "contacts"
	Companies Type = "companies"
	Deals     Type = "deals"
	Tickets   Type = "tickets"
)

// The activity types.
const (
	Calls          Type = "calls"
	Emails         Type = "emails"
	Meetings       Type = "meetings"
	Notes          Type = "notes"
	Tasks          Type = "tasks"
	Communications Type = "communications"
	PostalMail     Type = "postal_mail"
)

// IsStandard reports whether t is contacts, companies, deals or tickets.
func (t Type) IsStandard() bool {
	switch t {
	case Contacts, Companies, Deals, Tickets:
		return true
	}
	return false
}

// IsActivity reports whether t is an activity type: calls, emails, meetings,
// notes, tasks, communications or postal_mail.
func (t Type) IsActivity() bool {
	switch t {
	case Calls, Emails, Meetings, Notes, Tasks, Communications, PostalMail:
		return true
	}
	return false
}
