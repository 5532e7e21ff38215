package builtin

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Unlabeled returns the unlabeled type of a pair, without ids. The name of the type
// depends on whether the pair has a primary mark too.
func Unlabeled(from, to record.Type, hasPrimary bool) label.Definition {
	d := direction{from, to}
	return label.Definition{
		Forward:  label.Label{From: from, To: to, Name: unlabeledName(d, hasPrimary)},
		Backward: label.Label{From: to, To: from, Name: unlabeledName(d.reversed(), hasPrimary)},
	}
}

// Primary returns the mark that a from record puts on its primary to record, without ids.
// Backward is how the marked record sees the mark.
func Primary(from, to record.Type) label.Definition {
	d := direction{from, to}
	return label.Definition{
		Forward:  label.Label{From: from, To: to, Kind: label.KindPrimary, Name: pairName(d), Text: primaryText},
		Backward: label.Label{From: to, To: from, Kind: label.KindPrimary, Name: pairName(d.reversed()), Text: withPrimaryText(d)},
	}
}

const primaryText = "Primary"

// withPrimaryText is how the marked record sees the mark: "Contact with primary company".
func withPrimaryText(d direction) string {
	return sentence(fmt.Sprintf("%s with primary %s", singular(d.to), singular(d.from)))
}

// pairName returns the name of a direction, such as contact_to_company. As in HubSpot's
// version 3 it names the primary mark of a direction that has a mark, and the unlabeled type
// of every other.
func pairName(d direction) string {
	return strings.ReplaceAll(singular(d.from)+"_to_"+singular(d.to), "-", "_")
}

func unlabeledName(d direction, hasPrimary bool) string {
	if hasPrimary {
		return pairName(d) + "_unlabeled"
	}
	return pairName(d)
}

// singular returns contact for contacts, company for companies, tax for taxes.
func singular(t record.Type) string {
	name := string(t)
	switch {
	case strings.HasSuffix(name, "ies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "xes"):
		return strings.TrimSuffix(name, "es")
	}
	return strings.TrimSuffix(name, "s")
}

// sentence turns billing_contact into "Billing contact".
func sentence(name string) string {
	words := strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
