package association

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association/internal/recommending"
	"github.com/relata-go/relata/association/recommend"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Recommend returns records of type to that of could be associated with: those that share
// associations with it, and the application's candidates. Left out are those that are
// associated with it already, those that are deleted, and the record itself.
//
// Its work is bounded, whatever hubs there are: it looks at the first 100 records of each
// type that of is associated with, at the first 200 of type to of each of those, at most
// 20,000 in all, and then at whether the best 1000 are associated already. It is three
// Reads of one moment.
func (r Reader) Recommend(ctx context.Context, of record.Ref, to record.Type, options *recommend.Options) (_ recommend.Answer, err error) {
	ctx, call := r.observe.begin(ctx, "recommend")
	defer call.end(&err)
	if options == nil {
		options = &recommend.Options{}
	}
	o := *options
	if o.Max == 0 {
		o.Max = 10
	}
	if o.Max < 0 || o.Max > recommend.MostChecked {
		return recommend.Answer{}, fmt.Errorf("%w: %d recommendations: ask for 1 to %d", storage.ErrInvalid, o.Max, recommend.MostChecked)
	}
	for _, c := range o.Candidates {
		if c.Record.Type != to {
			return recommend.Answer{}, fmt.Errorf("%w: %s among %s to recommend", storage.ErrInvalid, c.Record, to)
		}
	}
	return recommending.Find(ctx, r.questions, of, to, o)
}
