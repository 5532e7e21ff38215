package question

import (
	"context"

	"github.com/relata-go/relata/association/internal/batch"
)

// Identity returns the memory of the account's number, which readers and writers share.
func (s Source) Identity() *batch.Identity { return s.store.identity }

// Account returns the number that tells the account from every other. It reads until the
// number is known, once. The number is 0 in an account that was never written to.
func (s Source) Account(ctx context.Context) (uint64, error) {
	number := s.store.identity.Load()
	if number != 0 {
		return number, nil
	}
	err := s.Ask(ctx, func(ask *Question) (err error) {
		ask.Batch.Note(batch.IdentityKey)
		if err = ask.Read(ctx); err == nil {
			number, err = s.store.identity.Learn(&ask.Batch.Metadata[0])
		}
		return err
	})
	return number, err
}
