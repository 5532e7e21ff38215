package storagetest

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// The labels of the suite: a paired label, a single label, and a label of another category with
// the same number.
var (
	manager = label.TypeID{Category: label.UserDefined, Number: 1}
	reports = label.TypeID{Category: label.UserDefined, Number: 2}
	friend  = label.TypeID{Category: label.UserDefined, Number: 3}
	other   = label.TypeID{Category: label.HubSpotDefined, Number: 3}
)

// counted are the labels for which the suite writes degrees of their own.
var counted = []label.TypeID{{}, manager, friend}

// mirrored returns the labels as the other end sees them.
func mirrored(s label.Set) label.Set {
	var ids []label.TypeID
	for id := range s.All() {
		switch id {
		case manager:
			id = reports
		case reports:
			id = manager
		}
		ids = append(ids, id)
	}
	return label.SetOf(ids...)
}

// The records that most scenarios are about.
var (
	ann  = record.New(record.Contacts, "1")
	bob  = record.New(record.Contacts, "2")
	acme = record.New(record.Companies, "10")
	inn  = record.New(record.Companies, "11")
)

// numbered returns the id of the nth operation of a scenario.
func numbered(n uint64) history.OperationID { return history.Numbered(n) }
