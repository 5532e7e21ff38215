package faulty_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
	"github.com/relata-go/relata/storage/memory"
)

// An application repeats an operation whose outcome it does not know.
func Example() {
	ctx := context.Background()
	store := faulty.New(memory.New())
	graph, _ := association.Open(ctx, store, nil)
	luke, diner := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	id, _ := history.NamedOperation("order 7")
	link := association.Once(id, &association.Associate{From: luke, To: diner})

	store.Inject(faulty.Fault{At: faulty.AtCommit, Call: 1, Err: storage.ErrAmbiguous, After: true})
	_, err := graph.Do(ctx, link)
	fmt.Println(errors.Is(err, storage.ErrAmbiguous))

	results, err := graph.Do(ctx, link)
	fmt.Println(results[0], err)
	// Output:
	// true
	// created; companies/10 becomes primary (repeated) <nil>
}

// Every call fails in turn, and the association is made as a whole or not at all.
func ExampleStore_Happened() {
	ctx := context.Background()
	luke, diner := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	broken := errors.New("the disk is gone")
	for call, happened := 1, true; happened; call++ {
		store := faulty.New(memory.New())
		graph, _ := association.Open(ctx, store, nil)
		store.Inject(faulty.Fault{Call: call, Err: broken})
		_, err := graph.Associate(ctx, luke, diner)
		happened = store.Happened()
		store.Inject(faulty.Fault{})
		n, _ := graph.Count(ctx, luke, record.Companies)
		fmt.Printf("call %d fails: %v, %d associations\n", call, errors.Is(err, broken), n)
	}
	// Output:
	// call 1 fails: true, 0 associations
	// call 2 fails: true, 0 associations
	// call 3 fails: true, 0 associations
	// call 4 fails: true, 0 associations
	// call 5 fails: false, 1 associations
}
