package association_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

// A company that is deleted is nobody's company any more; where it was the primary the
// oldest of the others follows.
func ExampleGraph_DeleteRecord() {
	ctx, graph := given(&association.Associate{From: luke, To: diner}, &association.Associate{From: luke, To: inn})
	result, err := graph.DeleteRecord(ctx, diner)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)

	_, err = graph.Associate(ctx, mia, diner)
	fmt.Println(err)
	// Output:
	// removed; 1 links; companies/inn becomes primary
	// associate contacts/mia with companies/diner: companies/diner is deleted: use another record
}

// Links come back with their labels when both of their records stand. What cannot is
// listed.
func ExampleGraph_RestoreRecord() {
	ctx, graph := given(
		&association.Associate{From: luke, To: diner}, &association.Associate{From: luke, To: inn},
		&association.DeleteRecord{Record: luke}, &association.DeleteRecord{Record: inn},
	)
	for _, of := range []record.Ref{luke, inn} {
		result, err := graph.RestoreRecord(ctx, of)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(result)
		for _, lost := range result.Lost {
			fmt.Println("-", lost)
		}
	}
	// Output:
	// restored; 1 links; 1 lost
	// - contacts/luke - companies/inn: link lost, the other record is deleted
	// restored; 1 links
}

// Two companies become one. Who called the one that goes primary calls the survivor so, and
// its id means the survivor from then on.
func ExampleGraph_MergeRecords() {
	ctx, graph := given(&association.Associate{From: luke, To: diner}, &association.Associate{From: mia, To: inn})
	plan, err := graph.Plan(ctx, &association.MergeRecords{Survivor: inn, Merged: diner})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(plan)
	result, err := graph.MergeRecords(ctx, inn, diner)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)
	contacts, err := graph.Count(ctx, diner, record.Contacts)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(contacts, "contacts")
	// Output:
	// companies/diner - contacts/luke: removed, primary of the other cleared (primary company moved by a merge)
	// companies/inn - contacts/luke: created, primary of the other set (primary company moved by a merge)
	// companies/diner: record merged into companies/inn
	// merged; 1 links
	// 2 contacts
}

// An operation is taken back as long as what it did stands as it left it.
func ExampleGraph_Undo() {
	ctx, graph := given(&association.Associate{From: luke, To: diner}, &association.Associate{From: mia, To: inn})
	merged, err := graph.MergeRecords(ctx, inn, diner)
	if err != nil {
		log.Fatal(err)
	}
	undone, err := graph.Undo(ctx, merged.Operation)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(undone)

	_, err = graph.Undo(ctx, merged.Operation)
	fmt.Println(errors.Is(err, association.ErrUndoConflict))
	var stands *association.UndoError
	if errors.As(err, &stands) {
		fmt.Println(stands.Conflicts[0])
	}
	// Output:
	// undone; 2 links
	// true
	// companies/diner - companies/inn: it was restored since
}
