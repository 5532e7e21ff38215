package storage

import (
	"fmt"

	"github.com/relata-go/relata/record"
)

// Check returns an [ErrInvalid] that says which question of u is out of range, or nil.
// Every Read begins with Check, so that all backends refuse the same questions with the
// same words, and before they have answered any.
func (u *Unread) Check() error {
	if err := u.checkRows(); err != nil {
		return err
	}
	return u.checkPages()
}

// checkRows checks the questions that name a key. Ids that no record can have are
// refused, since they do not fit the keys of every backend.
func (u *Unread) checkRows() error {
	for i := range u.Records {
		if err := checkID(u.Records[i].Of.ID); err != nil {
			return err
		}
	}
	for i := range u.Metadata {
		if n := len(u.Metadata[i].Key); n > MaxMetadataKey {
			return fmt.Errorf("%w: the key of a metadata row has at most %d bytes, not %d", ErrInvalid, MaxMetadataKey, n)
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

func (u *Unread) checkPages() error {
	for i := range u.NeighborPages {
		if err := u.NeighborPages[i].check(); err != nil {
			return err
		}
	}
	for i := range u.DegreePages {
		if err := u.DegreePages[i].check(); err != nil {
			return err
		}
	}
	for i := range u.EventPages {
		if err := u.EventPages[i].check(); err != nil {
			return err
		}
	}
	for i := range u.ExpiredPages {
		if err := u.ExpiredPages[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (p *NeighborPage) check() error {
	if p.Order > NewestFirst || p.Of.ID == "" && p.Order != ByID {
		return fmt.Errorf("%w: a neighbor page of %s has no order %d", ErrInvalid, p.Of, p.Order)
	}
	if err := checkMax("neighbor page", p.Max); err != nil {
		return err
	}
	return checkIDs(p.Of.ID, p.After.Of, p.After.ID)
}

func (p *DegreePage) check() error {
	if p.Of.ID == "" {
		if err := checkMax("degree page", p.Max); err != nil {
			return err
		}
	}
	return checkIDs(p.Of.ID, p.After)
}

func (p *EventPage) check() error {
	switch {
	case p.Kind > Feed:
		return fmt.Errorf("%w: there is no kind %d of event pages", ErrInvalid, p.Kind)
	case p.Until != 0 && p.Kind > OfPair:
		return fmt.Errorf("%w: only an event page of a record or a pair ends at a time", ErrInvalid)
	}
	if err := checkMax("event page", p.Max); err != nil {
		return err
	}
	return checkIDs(p.Of.ID, p.With.ID)
}

func (p *ExpiredPage) check() error {
	if p.Kind > OperationsExpired {
		return fmt.Errorf("%w: there is no kind %d of expired pages", ErrInvalid, p.Kind)
	}
	return checkMax("expired page", p.Max)
}

func checkMax(what string, rows int) error {
	if rows < 1 || rows > MaxPage {
		return fmt.Errorf("%w: a page has 1 to %d rows, not %d as this %s", ErrInvalid, MaxPage, rows, what)
	}
	return nil
}

func checkID(id record.ID) error {
	if len(id) > record.MaxID {
		return fmt.Errorf("%w: an id has at most %d bytes, %.40q... has %d", ErrInvalid, record.MaxID, id, len(id))
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
