package associationtest

import (
	"context"
	"iter"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A Reader answers the questions of this package: a [Graph], an [association.Graph] or an
// [association.Reader].
type Reader interface {
	// Schema returns the schema of the account, see [association.Reader.Schema].
	Schema(ctx context.Context) (*schema.Schema, error)
	// State returns whether a record is alive, see [association.Reader.State].
	State(ctx context.Context, of record.Ref) (association.RecordState, error)
	// Linked returns the link of two records, see [association.Reader.Linked].
	Linked(ctx context.Context, from, to record.Ref) (association.Link, bool, error)
	// Links yields the links of a record to records of a type, see [association.Reader.Links].
	Links(ctx context.Context, of record.Ref, to record.Type, scope ...association.Scope) iter.Seq2[association.Link, error]
	// Primary returns the primary record of a type, see [association.Reader.Primary].
	Primary(ctx context.Context, of record.Ref, to record.Type) (record.Ref, bool, error)
	// Count returns how many records of a type a record is associated with, see [association.Reader.Count].
	Count(ctx context.Context, of record.Ref, to record.Type) (int, error)
	// History yields the events of a record with records of a type, newest first, see [association.Reader.History].
	History(ctx context.Context, of record.Ref, to record.Type) iter.Seq2[history.Event, error]
	// Walk yields every link between two types once, see [association.Reader.Walk].
	Walk(ctx context.Context, from, to record.Type, scope association.Scope, after association.Cursor) iter.Seq2[association.Link, error]
	// Feed returns a page of all events, see [association.Reader.Feed].
	Feed(ctx context.Context, after feed.Token, most int) (feed.Page, error)
}
