package label

import "github.com/relata-go/relata/record"

// A Definition is a whole association type, both of its directions. [Single]
// and [Paired] return a request without ids. Defining the label gives the definition ids.
type Definition struct {
	Forward, Backward Label
	Category          Category // zero means USER_DEFINED
}

// Single returns a definition with the same word for both directions.
func Single(from, to record.Type, text string) Definition {
	return Definition{
		Forward:  Label{From: from, To: to, Text: text, Kind: KindSingle},
		Backward: Label{From: to, To: from, Text: text, Kind: KindSingle},
	}
}

// Paired returns a definition with a word for each direction: text is the word for the to
// record, seen from the from record, and inverse is the word for the from record.
// Paired(contacts, contacts, "Manager", "Reports to") put on Ann -> Bob shows Bob
// as Manager on Ann's card and Ann as Reports to on Bob's.
func Paired(from, to record.Type, text, inverse string) Definition {
	return Definition{
		Forward:  Label{From: from, To: to, Text: text, Kind: KindPaired},
		Backward: Label{From: to, To: from, Text: inverse, Kind: KindPaired},
	}
}

// WithName returns d with an internal name of the caller's choice: 1 to [MaxName]
// bytes of letters, digits and '_' that do not begin with a digit. Without a name, or
// with an empty name, the name is derived from the forward text.
func (d Definition) WithName(name string) Definition {
	d.Forward.Name, d.Backward.Name = name, name
	return d
}

// In returns d with ids of category c: [UserDefined], which is the default, or
// [IntegratorDefined].
func (d Definition) In(c Category) Definition {
	d.Category = c
	return d
}
