package domains

import (
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
)

// MaxExcluded is how many domains [Options.Exclude] may have, inclusive. A domain that
// is listed twice counts once.
const MaxExcluded = 1_000

// ErrTooMany matches every [TooManyError] by errors.Is.
var ErrTooMany = failure.Sentinel(failure.TooLarge, "domains.ErrTooMany", "too many excluded domains")

// A TooManyError says that [Options.Exclude] has too many domains.
// errors.Is(err, [ErrTooMany]) holds.
type TooManyError struct {
	Have int `json:"have,omitzero"`
	Max  int `json:"max,omitzero"`
}

var _ = failure.Register[*TooManyError]("domains.TooManyError")

// Error names both numbers.
func (e *TooManyError) Error() string {
	return fmt.Sprintf("%d domains are excluded, at most %d may be: take some out", e.Have, e.Max)
}

// Unwrap returns [ErrTooMany].
func (e *TooManyError) Unwrap() error { return ErrTooMany }

// Options change how contacts are associated. The zero Options and nil mean the
// defaults.
type Options struct {
	// DryRun reports what the run would do and writes nothing. It decides on a single snapshot
	// of the graph and keeps its decisions in memory.
	DryRun bool
	// ToASCII gives international domains their ASCII form. Nil: contacts and
	// companies with an international domain are reported and not matched.
	ToASCII ToASCII
	// FreeMail are further domains of free mail. Those of [FreeMailDomains] always are.
	FreeMail []string
	// Exclude are domains whose contacts are not associated, at most [MaxExcluded]. A
	// subdomain of an excluded domain is not excluded.
	Exclude []string
	// ID is the group of the events that the run writes. Zero: a new ID of
	// [association.Graph.NextID].
	ID history.OperationID
	// Batch is how many contacts are decided at once, and how many domains a single call of the
	// lookup may have. Zero: 1,000. The results do not depend on it.
	Batch int
	// Each, if not nil, is called with the result of each contact, in their order.
	Each func(Result)
}

const defaultBatch = 1_000

// settings are Options with defaults in place of zeros, and sets in place of lists.
type settings struct {
	Options
	freeMail, excluded map[Domain]bool
}

// complete returns the settings of the options, which may be nil.
func (o *Options) complete(g *association.Graph) (settings, error) {
	var all settings
	if o != nil {
		all.Options = *o
	}
	if all.ID.IsZero() {
		all.ID = g.NextID()
	}
	if all.Batch == 0 {
		all.Batch = defaultBatch
	}
	if all.Batch < 0 {
		return all, fmt.Errorf("a batch of %d contacts: use 1 or more, or 0 for the default", all.Batch)
	}
	var err error
	if all.freeMail, err = set("free mail", all.FreeMail, all.ToASCII); err != nil {
		return all, err
	}
	for _, d := range freeMail {
		all.freeMail[d] = true
	}
	if all.excluded, err = set("excluded", all.Exclude, all.ToASCII); err != nil {
		return all, err
	}
	if have := len(all.excluded); have > MaxExcluded {
		return all, &TooManyError{Have: have, Max: MaxExcluded}
	}
	return all, nil
}

// set returns the domains of a list of the application. what is the name of the list, for
// errors.
func set(what string, names []string, toASCII ToASCII) (map[Domain]bool, error) {
	all := make(map[Domain]bool, len(names))
	for i, name := range names {
		d, err := Parse(name, toASCII)
		if err != nil {
			return nil, fmt.Errorf("%s domain %d of %d: %w", what, i+1, len(names), err)
		}
		all[d] = true
	}
	return all, nil
}
