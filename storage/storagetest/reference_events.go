package storagetest

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

func (r referenceReader) stream(b *storage.Batch, s *storage.EventPage) error {
	if storage.ComparePositions(s.After, storage.Position{Sequence: r.last}) > 0 {
		return fmt.Errorf("%w: %q is after the newest event", storage.ErrPosition, s.After)
	}
	sign := 1
	if isNewestFirst(s.Kind) {
		sign = -1
	}
	var rows []storage.Event
	for _, e := range r.events {
		after := sign*storage.ComparePositions(e.Position, s.After) > 0
		if r.isOf(s, e) && (after || s.After == (storage.Position{})) {
			rows = append(rows, e)
		}
	}
	if sign < 0 {
		slices.Reverse(rows)
	}
	if s.Kind <= storage.Feed {
		s.MarkAnswered()
	}
	s.Start = len(b.EventRows)
	b.EventRows, s.More = cut(b.EventRows, rows, s.Max)
	s.Count = len(b.EventRows) - s.Start
	return nil
}

func isNewestFirst(kind storage.EventPageKind) bool {
	return kind == storage.OfRecord || kind == storage.OfPair || kind == storage.OfRecordState
}

// isOf reports whether e belongs to the list that s asks for.
func (r referenceReader) isOf(s *storage.EventPage, e storage.Event) bool {
	inTime := s.Until == 0 || e.At <= s.Until
	switch s.Kind {
	case storage.OfRecord:
		towards := s.To == "" || e.Subject == history.Link && e.Other(s.Of).Type == s.To
		return e.Touches(s.Of) && towards && inTime
	case storage.OfPair:
		return e.Subject == history.Link && e.Pair() == history.PairOf(s.Of, s.With) && inTime
	case storage.OfRecordState:
		return e.Subject != history.Link && e.Touches(s.Of)
	case storage.OfOperation:
		return e.Operation == s.Operation
	case storage.OfGroup:
		return e.Group == s.Operation
	case storage.Feed:
		return e.Position.Sequence <= r.fed
	}
	return false
}
