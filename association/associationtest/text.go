package associationtest

import (
	"context"
	"slices"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// TextOptions say what [Text] shows besides the links. Nil is the same as the zero TextOptions.
type TextOptions struct {
	Schema  bool // the labels, limits and primary rules that the account has beyond the built-in ones
	History bool // the events of each record
	Times   bool // when links were made and events happened, in UTC
}

// timeLayout is the form of times in a text.
const timeLayout = "2006-01-02 15:04:05"

// Text returns the whole account as lines: every record in Ref order, and below each record its
// links as that record sees them, in Ref order. The labels of a link are sorted:
//
//	companies/11
//	  contacts/1 - has it as primary, Contractor
//	contacts/1
//	  companies/10
//	  companies/11 - primary, Contractor
//	contacts/2, merged into contacts/1
//
// Two accounts with the same links have the same text, whatever the ids of their labels and
// operations are. Records without links are shown if they are deleted or merged, and with
// History. Text reads the account record by record, and is meant for the small accounts of
// tests. To read one moment of an account that others write, give the reader of
// [association.Graph.View].
func Text(ctx context.Context, r Reader, o *TextOptions) (string, error) {
	w := &writer{ctx: ctx, from: r}
	if o != nil {
		w.TextOptions = *o
	}
	s, err := r.Schema(ctx)
	if err != nil {
		return "", err
	}
	w.schema = s
	if w.Schema {
		w.definitions()
	}
	refs, err := w.records()
	if err != nil {
		return "", err
	}
	for _, ref := range refs {
		if err := w.record(ref); err != nil {
			return "", err
		}
	}
	return w.text.String(), nil
}

// A writer writes the text of an account.
type writer struct {
	TextOptions
	ctx    context.Context
	from   Reader
	schema *schema.Schema
	text   strings.Builder
}

// records returns all records of links and of events, in Ref order.
func (w *writer) records() ([]record.Ref, error) {
	seen := map[record.Ref]bool{}
	for link, err := range w.links() {
		if err != nil {
			return nil, err
		}
		seen[link.From], seen[link.To] = true, true
	}
	var token feed.Token // events before the horizon are gone; their records are those of links
	for more := true; more; {
		page, err := w.from.Feed(w.ctx, token, storage.MaxPage)
		if err != nil {
			return nil, err
		}
		for _, e := range page.Events {
			seen[e.A], seen[e.B] = true, true
		}
		token, more = page.Token, page.More
	}
	delete(seen, record.Ref{})
	refs := make([]record.Ref, 0, len(seen))
	for ref := range seen {
		refs = append(refs, ref)
	}
	slices.SortFunc(refs, record.Compare)
	return refs, nil
}

// links yields every link of the account once.
func (w *writer) links() func(yield func(association.Link, error) bool) {
	return func(yield func(association.Link, error) bool) {
		types := w.schema.Labels().Types()
		for i, from := range types {
			for _, to := range types[i:] {
				if w.schema.Labels().CheckPair(from, to) != nil {
					continue
				}
				for link, err := range w.from.Walk(w.ctx, from, to, association.All(), association.Cursor{}) {
					if !yield(link, err) || err != nil {
						return
					}
				}
			}
		}
	}
}

// record writes a record with the links and events towards each type.
func (w *writer) record(of record.Ref) error {
	state, err := w.from.State(w.ctx, of)
	if err != nil {
		return err
	}
	title := of.String()
	switch state.Status {
	case storage.Deleted:
		title += ", deleted"
	case storage.Merged:
		title += ", merged into " + state.Into.String()
	}
	var lines []string
	if state.Status == storage.Alive { // of a merged record the links are those of the survivor
		if lines, err = w.recordLines(of); err != nil {
			return err
		}
	}
	if len(lines) == 0 && state.Status == storage.Alive {
		return nil
	}
	w.text.WriteString(title + "\n")
	for _, line := range lines {
		w.text.WriteString("  " + line + "\n")
	}
	return nil
}

func (w *writer) recordLines(of record.Ref) ([]string, error) {
	var links, events []string
	for _, to := range w.schema.Labels().Types() {
		if w.schema.Labels().CheckPair(of.Type, to) != nil {
			continue
		}
		for link, err := range w.from.Links(w.ctx, of, to) {
			if err != nil {
				return nil, err
			}
			line := wordsOf(link)
			if w.Times {
				line += ", since " + link.Created.UTC().Format(timeLayout)
			}
			links = append(links, line)
		}
		if w.History {
			lines, err := historyLines(w.ctx, w.from, of, to, w.Times)
			if err != nil {
				return nil, err
			}
			events = append(events, lines...)
		}
	}
	return append(links, events...), nil
}
