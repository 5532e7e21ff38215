package kv

// The families of rows: the byte after the account's number in a key. The package
// comment draws the keys. The letters are part of the format: a letter with another
// meaning needs a new [Format]. Families of the store itself are capital letters after
// number 0, which no account has.
const (
	storeFormat   = 'F' // the format version and the epoch
	storeAccount  = 'A' // by name: the account's number
	storeAccounts = 'C' // how many accounts there are

	familySchema          = 'd' // the document and its version
	familyFeed            = 'h' // the newest place and time of the feed
	familyTypes           = 't' // the table of types
	familyMetadata        = 'm' // by key
	familyRecord          = 'r' // by record: its state
	familyRecordExpiry    = 'x' // by time and record: records that expire
	familyDroppedTime     = 'n' // by record: the newest time of events that were dropped
	familyDegree          = 's' // by record, type and label
	familyLink            = 'l' // by both types and both ids: one end of a link
	familyResult          = 'o' // by operation id
	familyResultTime      = 'y' // by time and operation id
	familyEvent           = 'e' // by place in the feed
	familyRecordEvent     = 'p' // by record, other type and place: where the record's events are
	familyOperationEvents = 'u' // by operation and place: where the operation's events are
	familyGroupEvents     = 'g' // by group and place: where the group's events are
)
