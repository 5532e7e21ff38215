package postgres

import (
	"fmt"

	"github.com/relata-go/relata/storage"
)

// check refuses a question that is out of its range, before anything is sent.
func check(u *storage.Unread) error {
	for i := range u.NeighborPages {
		p := &u.NeighborPages[i]
		if p.Order > storage.NewestFirst || p.Of.ID == "" && p.Order != storage.ByID {
			return fmt.Errorf("%w: a page of %s has no order %d", storage.ErrInvalid, p.Of, p.Order)
		}
		if err := checkMax("page", p.Max); err != nil {
			return err
		}
	}
	for i := range u.DegreePages {
		if c := &u.DegreePages[i]; c.Of.ID == "" {
			if err := checkMax("census", c.Max); err != nil {
				return err
			}
		}
	}
	for i := range u.EventPages {
		if err := checkStream(&u.EventPages[i]); err != nil {
			return err
		}
	}
	for i := range u.ExpiredPages {
		e := &u.ExpiredPages[i]
		if e.Kind > storage.OperationsExpired {
			return fmt.Errorf("%w: there is no kind %d of expiry", storage.ErrInvalid, e.Kind)
		}
		if err := checkMax("expiry", e.Max); err != nil {
			return err
		}
	}
	return nil
}

func checkMax(what string, rows int) error {
	if rows < 1 || rows > storage.MaxPage {
		return fmt.Errorf("%w: a %s of %d rows, want 1 to %d", storage.ErrInvalid, what, rows, storage.MaxPage)
	}
	return nil
}

func checkStream(s *storage.EventPage) error {
	switch {
	case s.Kind > storage.Feed:
		return fmt.Errorf("%w: there is no kind %d of streams", storage.ErrInvalid, s.Kind)
	case s.Until != 0 && s.Kind > storage.OfRecordState:
		return fmt.Errorf("%w: only the stream of a record or a pair ends at a time", storage.ErrInvalid)
	}
	return checkMax("stream", s.Max)
}
