package association

import (
	"fmt"
	"strings"
	"time"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Link is an association as its From record sees it. The zero Link is none.
type Link struct {
	From, To  record.Ref
	Set       label.Set // the labels; [Link.Labels] has their words
	Primary   bool      // To is From's primary of its type
	PrimaryOf bool      // From is To's primary of its type
	Created   time.Time // when the records were associated, UTC

	schema *schema.Schema
}

// Labels returns the labels of the link, in TypeID order, as From sees To. The type
// that every link has and primary marks are not among them.
func (l Link) Labels() []label.Label {
	if l.Set.IsEmpty() {
		return nil
	}
	return l.schema.LabelsOf(l.Set)
}

// String returns the link in words, as in "contacts/1 - companies/10: Manager, primary".
func (l Link) String() string {
	if l.IsZero() {
		return "no link"
	}
	words := make([]string, 0, 4)
	for _, label := range l.Labels() {
		words = append(words, label.Text)
	}
	if l.Primary {
		words = append(words, "primary")
	}
	if len(words) == 0 {
		words = append(words, "no label")
	}
	return fmt.Sprintf("%s - %s: %s", l.From, l.To, strings.Join(words, ", "))
}

// IsZero reports whether l is no link.
func (l Link) IsZero() bool { return l.From.IsZero() }

// linkOf returns the link that a page shows as n.
func linkOf(s *schema.Schema, of record.Ref, to record.Type, n *storage.Neighbor) Link {
	return Link{
		From: of, To: record.New(to, n.ID), Set: n.State.Near.Labels,
		Primary: n.State.Near.Primary, PrimaryOf: n.State.Far.Primary,
		Created: time.Unix(0, n.State.Created).UTC(), schema: s,
	}
}

// linksOf returns the rows of a page as the links that of sees, in memory of their own.
func linksOf(s *schema.Schema, of record.Ref, to record.Type, rows []storage.Neighbor) []Link {
	if len(rows) == 0 {
		return nil
	}
	links := make([]Link, len(rows))
	for i := range rows {
		links[i] = linkOf(s, of, to, &rows[i])
	}
	return links
}
