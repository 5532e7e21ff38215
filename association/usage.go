package association

import (
	"context"
	"iter"

	"github.com/relata-go/relata/limits"
)

// NearLimit yields the records that are at the limit of k or near it: those of type
// k.From with four fifths or more of the records of type k.To, or of the links under
// k.Label, that they may have. Without k.To it is the sum of their activities. They come
// in Ref order, read in pages; nothing is near where there is no limit. After an error it
// ends. [Reader.Report] looks at all limits at once.
func (r Reader) NearLimit(ctx context.Context, k limits.Key) iter.Seq2[limits.Usage, error] {
	return r.usages(ctx, k, func(most int, limited bool) (int, bool) { return limits.NearThreshold(most), limited })
}

// Usage yields the records that have at least the given number of links that k counts,
// from 1: of type k.From, towards k.To, under k.Label if that is set. Without k.To it
// counts their activities together. They come in Ref order, read in pages. Max is the
// limit in force, or zero where there is none. After an error it ends.
func (r Reader) Usage(ctx context.Context, k limits.Key, atLeast int) iter.Seq2[limits.Usage, error] {
	return r.usages(ctx, k, func(int, bool) (int, bool) { return atLeast, true })
}

// Breaks yields the records that would stand above the limit of k if it were lowered to
// the given number: they would keep what they have and get no more.
func (r Reader) Breaks(ctx context.Context, k limits.Key, lowered int) iter.Seq2[limits.Usage, error] {
	return r.Usage(ctx, k, max(lowered, 0)+1)
}

// usages yields the records whose usage of k reaches what atLeast says of its limit.
func (r Reader) usages(ctx context.Context, k limits.Key, atLeast func(most int, limited bool) (int, bool)) iter.Seq2[limits.Usage, error] {
	return func(yield func(limits.Usage, error) bool) {
		schema, err := r.Schema(ctx)
		if err == nil {
			err = schema.CheckUsage(k)
		}
		if err != nil {
			yield(limits.Usage{}, err)
			return
		}
		most, limited := schema.Max(k)
		threshold, is := atLeast(most, limited)
		if !is {
			return
		}
		q := usageQuery{key: k, max: most, atLeast: max(threshold, 1), most: usagePage}
		for more := true; more; {
			page, err := r.usagePage(ctx, schema, q)
			if err != nil {
				yield(limits.Usage{}, err)
				return
			}
			for _, usage := range page.rows {
				if !yield(usage, nil) {
					return
				}
			}
			more, q.after = page.more, page.next
		}
	}
}
