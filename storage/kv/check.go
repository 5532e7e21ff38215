package kv

import (
	"fmt"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// check refuses a question that is out of its range before any is answered.
func check(u *storage.Unread) error {
	if err := checkLists(u); err != nil {
		return err
	}
	for i := range u.Records {
		if err := checkID(u.Records[i].Of.ID); err != nil {
			return err
		}
	}
	for i := range u.Metadata {
		if len(u.Metadata[i].Key) > storage.MaxMetadataKey {
			return fmt.Errorf("%w: the key of a memo has at most %d bytes", storage.ErrInvalid, storage.MaxMetadataKey)
		}
	}
	for i := range u.Degrees {
		if err := checkID(u.Degrees[i].Of.ID); err != nil {
			return err
		}
	}
	for i := range u.Links {
		if err := checkIDs(u.Links[i].A.ID, u.Links[i].B.ID); err != nil {
			return err
		}
	}
	return nil
}

func checkLists(u *storage.Unread) error {
	for i := range u.NeighborPages {
		if err := checkPage(&u.NeighborPages[i]); err != nil {
			return err
		}
	}
	for i := range u.DegreePages {
		c := &u.DegreePages[i]
		if err := checkIDs(c.Of.ID, c.After); err != nil {
			return err
		}
		if c.Of.ID == "" {
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
		if err := checkMax("expiry", e.Max); err != nil {
			return err
		}
		if e.Kind > storage.OperationsExpired {
			return fmt.Errorf("%w: there is no kind %d of expiry", storage.ErrInvalid, e.Kind)
		}
	}
	return nil
}

func checkPage(p *storage.NeighborPage) error {
	if err := checkMax("page", p.Max); err != nil {
		return err
	}
	if p.Order > storage.NewestFirst || p.Of.ID == "" && p.Order != storage.ByID {
		return fmt.Errorf("%w: a page of %s has no order %d", storage.ErrInvalid, p.Of, p.Order)
	}
	return checkIDs(p.Of.ID, p.After.Of, p.After.ID)
}

func checkStream(s *storage.EventPage) error {
	if err := checkMax("stream", s.Max); err != nil {
		return err
	}
	switch s.Kind {
	case storage.OfRecord, storage.OfPair, storage.OfRecordState:
		return checkIDs(s.Of.ID, s.With.ID)
	case storage.OfOperation, storage.OfGroup, storage.Feed:
		if s.Until != 0 {
			return fmt.Errorf("%w: only the stream of a record or a pair ends at a time", storage.ErrInvalid)
		}
		return nil
	}
	return fmt.Errorf("%w: there is no kind %d of streams", storage.ErrInvalid, s.Kind)
}

func checkMax(what string, rows int) error {
	if rows < 1 || rows > storage.MaxPage {
		return fmt.Errorf("%w: a %s of %d rows, want 1 to %d", storage.ErrInvalid, what, rows, storage.MaxPage)
	}
	return nil
}

// checkID refuses an id whose length does not fit a key.
func checkID(id record.ID) error {
	if len(id) > record.MaxID {
		return fmt.Errorf("%w: an id has at most %d bytes, %.40q... has %d", storage.ErrInvalid, record.MaxID, id, len(id))
	}
	return nil
}

func checkIDs(ids ...record.ID) error {
	for _, id := range ids {
		if err := checkID(id); err != nil {
			return err
		}
	}
	return nil
}
