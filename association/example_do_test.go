package association_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// labels lets an operation read like a verb: Labels: labels(manager).
func labels(l ...label.Label) []label.Label { return l }

// Both operations happen or none does.
func ExampleGraph_Do() {
	ctx, graph := given(&association.Associate{From: luke, To: diner})
	_, err := graph.Do(ctx,
		&association.Associate{From: luke, To: inn},
		&association.SetPrimary{From: luke, To: bakery}, // not associated
	)
	var refused *association.OperationError
	if errors.As(err, &refused) {
		fmt.Println("operation", refused.Index, "is refused:", refused.Err)
	}
	_, linked, err := graph.Linked(ctx, luke, inn)
	fmt.Println("with the inn:", linked, err)
	// Output:
	// operation 1 is refused: contacts/luke is not associated with companies/bakery: associate them first
	// with the inn: false <nil>
}

// What is refused changes nothing, the rest stands.
func ExampleGraph_DoEach() {
	ctx, graph := given()
	each, err := graph.DoEach(ctx,
		&association.Associate{From: luke, To: diner},
		&association.Associate{From: luke, To: luke},
		&association.Associate{From: mia, To: diner},
	)
	if err != nil { // the store failed
		log.Fatal(err)
	}
	for i, e := range each {
		if e.Err != nil {
			fmt.Println(i, e.Err)
			continue
		}
		fmt.Println(i, e.Result)
	}
	// Output:
	// 0 created; companies/diner becomes primary
	// 1 associate contacts/luke with contacts/luke: contacts/luke is not associated with itself: name two records
	// 2 created; companies/diner becomes primary
}

// A contact is created together with its companies. The marked one is the primary.
func ExampleAssociateAll() {
	ctx, graph := given()
	results, err := graph.Do(ctx, &association.AssociateAll{
		From: luke,
		Targets: []association.Target{
			{To: diner, Labels: labels(contractor)},
			{To: inn, Labels: labels(manager), Mark: primary.MarkAsPrimary},
			{To: catering},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	first, _, err := graph.Primary(ctx, luke, record.Companies)
	fmt.Println(results[0].Outcome, first, err)
	// Output: created companies/inn <nil>
}

// A request whose answer was lost is sent again, and takes effect once.
func ExampleOnce() {
	ctx, graph := given()
	id, err := history.NamedOperation("signup-form-4711")
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		results, err := graph.Do(ctx, association.Once(id, &association.Associate{From: luke, To: diner}))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(results[0])
	}
	// Output:
	// created; companies/diner becomes primary
	// created; companies/diner becomes primary (repeated)
}

// A host that repeats nothing after a day forgets what is older.
func ExampleGraph_TrimOperations() {
	id, err := history.NamedOperation("signup-form-4711")
	if err != nil {
		log.Fatal(err)
	}
	ctx, graph := given(association.Once(id, &association.Associate{From: luke, To: diner}))
	at(10, 0)
	forgotten, err := graph.TrimOperations(ctx, clock)
	fmt.Println(forgotten, err)
	// Output: 1 <nil>
}

// A plan shows what would happen, and why, before anything does.
func ExampleGraph_Plan() {
	ctx, graph := given(
		&association.Associate{From: luke, To: diner, Labels: labels(manager)},
		&association.Associate{From: luke, To: inn},
	)
	plan, err := graph.Plan(ctx, &association.Dissociate{From: luke, To: diner})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(plan)
	count, err := graph.Count(ctx, luke, record.Companies)
	fmt.Println("still", count, err)
	// Output:
	// contacts/luke - companies/inn: primary set (only company left)
	// contacts/luke - companies/diner: removed, labels removed, primary cleared -Manager (primary company no longer associated)
	// still 2 <nil>
}

// What the plan showed is done, unless something else happened in between.
func ExampleGraph_Apply() {
	ctx, graph := given(&association.Associate{From: luke, To: diner})
	plan, err := graph.Plan(ctx, &association.Associate{From: luke, To: inn})
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		results, err := graph.Apply(ctx, plan)
		var stale *association.StaleError
		if errors.As(err, &stale) {
			fmt.Print("now: ", stale.New)
			continue
		}
		fmt.Println(results[0], err)
	}
	// Output:
	// created <nil>
	// now: nothing changes
}

// A dry run: every operation sees what those before it would have done.
func ExampleGraph_DryRun() {
	ctx, graph := given()
	err := graph.DryRun(ctx, func(dryRun *association.DryRun) error {
		for _, company := range []record.Ref{diner, inn} {
			each, err := dryRun.DoEach(ctx, &association.Associate{From: luke, To: company})
			if err != nil {
				return err
			}
			fmt.Println(company.ID, each[0].Result)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	count, err := graph.Count(ctx, luke, record.Companies)
	fmt.Println("written:", count, err)
	// Output:
	// diner created; companies/diner becomes primary
	// inn created
	// written: 0 <nil>
}
