package association_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// The first company of a contact becomes its primary. Associating again adds labels.
func ExampleGraph_Associate() {
	ctx, graph := given()
	for range 2 {
		result, err := graph.Associate(ctx, luke, diner)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(result)
	}
	result, err := graph.Associate(ctx, luke, diner, manager)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)
	// Output:
	// created; companies/diner becomes primary
	// unchanged
	// changed
}

// A company that may have one contact does not get a second one.
func ExampleGraph_Associate_limit() {
	ctx, graph := given(&association.Associate{From: luke, To: diner})
	err := graph.Edit(ctx, &schema.SetLimit{
		Key: limits.Key{From: record.Companies, To: record.Contacts}, Max: 1,
	})
	if err != nil {
		log.Fatal(err)
	}

	_, err = graph.Associate(ctx, mia, diner)
	fmt.Println(err)
	var full *limits.Error
	if errors.As(err, &full) {
		fmt.Println("ask", full.Record, "which of its", full.Have, "to let go")
	}
	// Output:
	// associate contacts/mia with companies/diner: companies/diner has 1 of 1 contacts
	// ask companies/diner which of its 1 to let go
}

// Where another company is primary already, the operation is refused and says so.
func ExampleGraph_AssociateAsPrimary() {
	ctx, graph := given(&association.Associate{From: luke, To: diner})
	_, err := graph.AssociateAsPrimary(ctx, luke, inn)
	fmt.Println(errors.Is(err, primary.ErrHasPrimary))

	result, err := graph.AssociateAsPrimary(ctx, mia, inn)
	fmt.Println(result, err)
	// Output:
	// true
	// created; companies/inn becomes primary <nil>
}

// The old primary stays associated.
func ExampleGraph_ReplacePrimary() {
	ctx, graph := given(&association.Associate{From: luke, To: diner})
	result, err := graph.ReplacePrimary(ctx, luke, inn, contractor)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)
	count, err := graph.Count(ctx, luke, record.Companies)
	fmt.Println(count, err)
	// Output:
	// created; companies/inn becomes primary; companies/diner is no longer primary
	// 2 <nil>
}

// A contact always has a primary company. When the primary goes and several are left,
// the error lists them, for the person to choose.
func ExampleGraph_Dissociate() {
	ctx, graph := given(
		&association.Associate{From: luke, To: diner},
		&association.Associate{From: luke, To: inn},
		&association.Associate{From: luke, To: bakery},
	)
	_, err := graph.Dissociate(ctx, luke, diner)
	var choose *primary.ChooseError
	if errors.As(err, &choose) {
		for _, candidate := range choose.Candidates {
			fmt.Println("candidate:", candidate.ID)
		}
	}
	result, err := graph.Dissociate(ctx, luke, inn) // not the primary: nobody is asked
	fmt.Println(result, err)
	// Output:
	// candidate: inn
	// candidate: bakery
	// removed <nil>
}

// The answer to the question that Dissociate asked.
func ExampleGraph_DissociateWithSuccessor() {
	ctx, graph := given(
		&association.Associate{From: luke, To: diner},
		&association.Associate{From: luke, To: inn},
		&association.Associate{From: luke, To: bakery},
	)
	result, err := graph.DissociateWithSuccessor(ctx, luke, diner, bakery)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)
	// Output: removed; companies/bakery becomes primary
}

// A job cannot be asked: the company that was associated first succeeds.
func ExampleDissociate_alone() {
	ctx, graph := given(
		&association.Associate{From: luke, To: diner},
		&association.Associate{From: luke, To: inn},
		&association.Associate{From: luke, To: bakery},
	)
	results, err := graph.Do(ctx, &association.Dissociate{From: luke, To: diner, Unattended: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(results[0])
	// Output: removed; companies/inn becomes primary
}

// SetLabels replaces what the link carried.
func ExampleGraph_SetLabels() {
	ctx, graph := given(
		&association.Associate{From: luke, To: diner, Labels: labels(manager, employer)},
	)
	if _, err := graph.SetLabels(ctx, luke, diner, contractor); err != nil {
		log.Fatal(err)
	}
	link, _, err := graph.Linked(ctx, luke, diner)
	fmt.Println(link.Labels, err)
	// Output: [Contractor] <nil>
}

// AddLabels keeps what the link carried, and wants a link that stands.
func ExampleGraph_AddLabels() {
	ctx, graph := given(&association.Associate{From: luke, To: diner, Labels: labels(manager)})
	if _, err := graph.AddLabels(ctx, luke, diner, employer); err != nil {
		log.Fatal(err)
	}
	link, _, err := graph.Linked(ctx, luke, diner)
	fmt.Println(link.Labels, err)

	_, err = graph.AddLabels(ctx, luke, inn, contractor)
	var missing *record.NotLinkedError
	if errors.As(err, &missing) {
		fmt.Println(missing)
	}
	// Output:
	// [Manager Employer] <nil>
	// contacts/luke is not associated with companies/inn: associate them first
}

// Without its last label the link stands, and the diner is still the primary company.
func ExampleGraph_RemoveLabels() {
	ctx, graph := given(&association.Associate{From: luke, To: diner, Labels: labels(manager)})
	result, err := graph.RemoveLabels(ctx, luke, diner, manager)
	if err != nil {
		log.Fatal(err)
	}
	link, linked, err := graph.Linked(ctx, luke, diner)
	fmt.Println(result, linked, link.Labels, link.Primary, err)
	// Output: changed true [] true <nil>
}

// The mark moves between companies that the contact has.
func ExampleGraph_SetPrimary() {
	ctx, graph := given(
		&association.Associate{From: luke, To: diner},
		&association.Associate{From: luke, To: inn},
	)
	result, err := graph.SetPrimary(ctx, luke, inn)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)

	_, err = graph.SetPrimary(ctx, luke, bakery)
	fmt.Println(errors.Is(err, record.ErrNotLinked))
	// Output:
	// changed; companies/inn becomes primary; companies/diner is no longer primary
	// true
}

// A deal may be without a primary company, a contact may not.
func ExampleGraph_ClearPrimary() {
	ctx, graph := given(
		&association.Associate{From: catering, To: diner},
		&association.Associate{From: luke, To: diner},
	)
	result, err := graph.ClearPrimary(ctx, catering, diner)
	fmt.Println(result, err)

	_, err = graph.ClearPrimary(ctx, luke, diner)
	fmt.Println(errors.Is(err, primary.ErrRequired))
	// Output:
	// changed <nil>
	// true
}

// A contact that is created with its companies: the marked one becomes primary.
func ExampleGraph_AssociateAll() {
	ctx, graph := given()
	result, err := graph.AssociateAll(ctx, luke,
		association.Target{To: diner, Labels: labels(contractor)},
		association.Target{To: inn, Mark: primary.MarkAsPrimary},
	)
	fmt.Println(result, err)
	// Output: created; companies/inn becomes primary <nil>
}
