package usage

import (
	"context"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// countsPerRead is about how many kinds of counts a Read looks at, and searchRows how many
// records of each at most.
const (
	countsPerRead = 64
	searchRows    = 1000
)

// A report is a query that is being answered.
type report struct {
	source   question.Source
	schema   *schema.Schema
	searches []search // those that are still to be answered
}

// found is the answer to a search. There may be more rows than the answer holds.
type found struct {
	rows []limits.Usage
	more bool
	next record.ID // the place after which a further search goes on
}

// page answers searches until the page is full.
func (r *report) page(ctx context.Context, most int) (Page, error) {
	var page Page
	for len(r.searches) > 0 && len(page.Rows) < most {
		answers, err := r.answer(ctx, most-len(page.Rows))
		if err != nil {
			return Page{}, err
		}
		done := 0
		for _, answer := range answers {
			room := most - len(page.Rows)
			if room == 0 {
				break
			}
			if len(answer.rows) > room {
				answer.more, answer.next = true, answer.rows[room-1].Record.ID
				answer.rows = answer.rows[:room]
			}
			page.Rows = append(page.Rows, answer.rows...)
			if answer.more {
				r.searches[done].after = answer.next
				break
			}
			done++
		}
		r.searches = r.searches[done:]
	}
	if page.More = len(r.searches) > 0; page.More {
		page.Next = Cursor{r.searches[0].key, r.searches[0].after}
	}
	return page, nil
}

// answer answers the first of the searches: as many as a Read can.
func (r *report) answer(ctx context.Context, rows int) ([]found, error) {
	var parts []search
	var first []int // the first part of each search
	for i := range r.searches {
		s := &r.searches[i]
		s.rows = min(rows, searchRows)
		if len(parts) >= countsPerRead || !r.isCounted(s.key) {
			break
		}
		first = append(first, len(parts))
		parts = append(parts, r.parts(*s)...)
	}
	if len(first) == 0 {
		answer, err := r.walk(ctx, r.searches[0])
		return []found{answer}, err
	}
	pages, err := r.readCounts(ctx, parts)
	if err != nil {
		return nil, err
	}
	answers := make([]found, len(first))
	for i, from := range first {
		upto := len(parts)
		if i+1 < len(first) {
			upto = first[i+1]
		}
		if answers[i], err = r.joined(ctx, r.searches[i], parts[from:upto], pages[from:upto]); err != nil {
			return nil, err
		}
	}
	return answers, nil
}
