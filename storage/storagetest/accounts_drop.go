package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// requireDropped fails unless every call of store says that the account was dropped.
func requireDropped(t tester, s *env, store storage.Storage, name string) {
	t.Helper()
	e := everything()
	for what, err := range map[string]error{
		"Read":   store.Read(s.ctx, questions()),
		"View":   store.View(s.ctx, func(r storage.Reader) error { return r.Read(s.ctx, questions()) }),
		"Update": e.commit(s.ctx, store, s.operation()),
		"Update without a Read": store.Update(s.ctx, nil, func(tx storage.Tx) error {
			return tx.Apply(s.ctx, &storage.Batch{Metadata: []storage.Metadata{{Key: "a", Now: "late"}}})
		}),
	} {
		var dropped *storage.DroppedError
		require.ErrorAs(t, err, &dropped, what)
		require.Equal(t, name, dropped.Account)
		require.ErrorIs(t, err, storage.ErrDropped)
	}
}

// After a drop nothing of the account is left, in any family of rows, and the other
// accounts have all of theirs. Storages that were used are refused for good. New ones
// begin the account anew.
func dropAccount(t tester, s *env) {
	place := s.newAccounts(t)
	store, other := s.account(place, "one"), s.account(place, "one and more")
	nothing := mustReadAll(t, s, s.account(place, "unused"))
	s.write(t, other, everything())
	kept := mustReadAll(t, s, other)
	var used []storage.Storage
	for range 3 {
		s.write(t, store, everything())
		s.link(t, store, linked(bob, inn, 5, friend), unlinked(ann, acme))
		require.NotEqual(t, nothing, mustReadAll(t, s, store))
		require.NoError(t, place.DropAccount(s.ctx, "one"))
		require.Equal(t, []string{"one and more"}, namesOf(t, s, place))
		for _, store := range append(used, store) {
			requireDropped(t, s, store, "one")
		}
		used = append(used, store)
		store = s.account(place, "one")
		require.Equal(t, nothing, mustReadAll(t, s, store), "something of the account is left")
		require.Empty(t, feed(t, s, store, 10))
		require.Equal(t, []string{"one and more"}, namesOf(t, s, place))
	}
	s.write(t, store, everything())
	for _, store := range used {
		requireDropped(t, s, store, "one")
	}
	require.NoError(t, Verify(s.ctx, store, smallSet.types(), mirrored))
	require.Equal(t, kept, mustReadAll(t, s, other))
	require.NoError(t, used[0].Close())
}

// Dropping an account that does not exist, or not any more, is an error with the name. A context that has ended drops nothing.
func dropMissing(t tester, s *env) {
	place := s.newAccounts(t)
	missing := func(name string) {
		err := place.DropAccount(s.ctx, name)
		var none *storage.NoAccountError
		require.ErrorAs(t, err, &none)
		require.Equal(t, name, none.Account)
		require.ErrorIs(t, err, storage.ErrNoAccount)
	}
	missing("one")
	store := s.account(place, "one")
	mustReadAll(t, s, store)
	missing("one") // open, and never written to
	s.write(t, store, everything())
	missing("on")
	ended, end := context.WithCancel(s.ctx)
	end()
	require.ErrorIs(t, place.DropAccount(ended, "one"), context.Canceled)
	require.Equal(t, uint64(1), mustReadAll(t, s, store).Version)
	require.NoError(t, place.DropAccount(s.ctx, "one"))
	missing("one")
}

// A drop waits for an Update that is under way, and not for a View, which keeps the snapshot.
func dropWhileUsed(t tester, s *env) {
	place := s.newAccounts(t)
	store := s.account(place, "one")
	s.write(t, store, everything())
	inside, leave := make(chan struct{}, 100), make(chan struct{})
	e, operation := edit{links: []change{linked(bob, inn, 5, friend)}}, s.operation()
	update := begin(func() error {
		return store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
			err := e.in(s.ctx, tx, operation)
			inside <- struct{}{}
			<-leave
			return err
		})
	})
	<-inside
	dropped := begin(func() error { return place.DropAccount(s.ctx, "one") })
	s.meet(2).wait() // for the grace, since nobody else comes
	select {
	case err := <-dropped:
		require.FailNow(t, "DropAccount has not waited", "it returned %v while an Update was under way", err)
	default:
	}
	close(leave)
	require.NoError(t, await(t, update, "the Update under way"))
	require.NoError(t, await(t, dropped, "DropAccount"))
	requireDropped(t, s, store, "one")

	store = s.account(place, "one")
	s.write(t, store, everything())
	require.NoError(t, store.View(s.ctx, func(r storage.Reader) error {
		before := mustReadAll(t, s, r)
		require.NoError(t, await(t, begin(func() error { return place.DropAccount(s.ctx, "one") }), "DropAccount during a View"))
		require.Equal(t, before, mustReadAll(t, s, r), "the View has lost its snapshot")
		return nil
	}))
	requireDropped(t, s, store, "one")
}

// A countdown is a context that ends after a number of calls of Err.
type countdown struct {
	context.Context
	end  context.CancelFunc
	left atomic.Int64
}

// countdownOf returns a countdown that ends at the n-th question.
func countdownOf(ctx context.Context, n int) *countdown {
	c := new(countdown)
	c.Context, c.end = context.WithCancel(ctx)
	c.left.Store(int64(n))
	return c
}

// Err implements context.Context.
func (c *countdown) Err() error {
	if c.left.Add(-1) <= 0 {
		c.end()
	}
	return c.Context.Err()
}

// Wherever a drop is interrupted, the account is whole, or gone, or refuses every call
// until another drop; never are some of the rows there. Other accounts have all their rows.
func dropInterrupted(t tester, s *env) {
	place := s.newAccounts(t)
	other := s.account(place, "other")
	s.write(t, other, everything())
	kept, nothing := mustReadAll(t, s, other), mustReadAll(t, s, s.account(place, "unused"))
	for n := 1; ; n++ {
		require.Less(t, n, 1000, "the drop asks for ever")
		store := s.account(place, "one")
		s.write(t, store, everything())
		whole := mustReadAll(t, s, store)
		ctx := countdownOf(s.ctx, n)
		err := place.DropAccount(ctx, "one")
		ctx.end()
		if err == nil {
			require.Equal(t, []string{"other"}, namesOf(t, s, place))
			return
		}
		require.ErrorIs(t, err, context.Canceled)
		after, err := smallSet.readAll(s.ctx, s.account(place, "one"))
		var dropped *storage.DroppedError
		switch {
		case errors.As(err, &dropped):
			require.Equal(t, storage.DroppedError{Account: "one", Unfinished: true}, *dropped)
			requireDropped(t, s, store, "one")
			requireDropped(t, s, s.account(place, "one"), "one")
			require.Equal(t, []string{"one", "other"}, namesOf(t, s, place))
			require.NoError(t, place.DropAccount(s.ctx, "one"))
		case err == nil && after.Version > 0:
			require.Equal(t, whole, after)
			require.NoError(t, place.DropAccount(s.ctx, "one"))
		default:
			require.NoError(t, err)
		}
		require.Equal(t, nothing, mustReadAll(t, s, s.account(place, "one")))
		require.Equal(t, kept, mustReadAll(t, s, other))
	}
}

// Writers that open the account again whenever it was dropped, and two that drop it: at
// every moment the account is whole, and in the end it can be dropped for good.
func dropRace(t tester, s *env) {
	place := s.newAccounts(t)
	var running []<-chan error
	for writer := range 3 {
		running = append(running, begin(func() error { return s.writeWhileDropped(place, writer) }))
	}
	for range 2 {
		running = append(running, begin(func() error {
			for range 10 {
				err := place.DropAccount(s.ctx, "one")
				if err != nil && !errors.Is(err, storage.ErrNoAccount) && !errors.Is(err, storage.ErrConflict) {
					return err
				}
			}
			return nil
		}))
	}
	for _, done := range running {
		require.NoError(t, await(t, done, "a writer or a drop"))
	}
	store := s.account(place, "one")
	s.link(t, store, linked(bob, acme, 1))
	require.NoError(t, Verify(s.ctx, store, smallSet.types(), mirrored))
	require.NoError(t, place.DropAccount(s.ctx, "one"))
	require.Empty(t, namesOf(t, s, place))
	require.Empty(t, feed(t, s, s.account(place, "one"), 10))
}

// writeWhileDropped links records that no other writer links. A Storage that was not dropped
// has every link made through it.
func (s *env) writeWhileDropped(place storage.Accounts, writer int) error {
	store, made := place.Account("one"), 0
	for n := range 30 {
		of := record.New(record.Contacts, record.ID(fmt.Sprint(100*(writer+1)+n)))
		e := edit{links: []change{linked(of, company(writer+1), 1)}}
		err := persist(s, store, e, numbered(uint64(1000*(writer+1)+n)))
		if err == nil {
			made++
			b := &storage.Batch{Degrees: []storage.Degree{{Of: company(writer + 1), To: record.Contacts}}}
			err = store.Read(s.ctx, b)
			if have := b.Degrees[0].Was.Count; err == nil && have != made {
				return fmt.Errorf("the account has %d links of %d", have, made)
			}
		}
		if errors.Is(err, storage.ErrDropped) {
			if err := store.Close(); err != nil {
				return err
			}
			store, made = place.Account("one"), 0
		} else if err != nil {
			return err
		}
	}
	return store.Close()
}
