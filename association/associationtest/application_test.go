package associationtest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/associationtest"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/faulty"
)

// hire is a piece of an application. The tests below are those that the application has of it,
// without any other testing library.
func hire(ctx context.Context, g *association.Graph, person, company record.Ref) error {
	_, err := g.ReplacePrimary(ctx, person, company)
	return err
}

func TestTheNewCompanyIsPrimary(t *testing.T) {
	g := associationtest.New(t)
	g.Seed(t, "associate contacts/1 companies/11")

	if err := hire(t.Context(), g.Graph, luke, diner); err != nil {
		t.Fatal(err)
	}

	associationtest.RequirePrimary(t, g, luke, diner)
	associationtest.RequireCount(t, g, luke, record.Companies, 2)
	associationtest.RequireGolden(t, g, "testdata/hired.golden", nil)
}

// Each call of the store fails in turn. Nothing remains of an application's call that failed.
func TestHireLeavesNothingHalfDone(t *testing.T) {
	broken := errors.New("the disk is gone")
	for call, happened := 1, true; happened; call++ {
		g := associationtest.New(t)
		g.Store.Inject(faulty.Fault{Call: call, Err: broken})
		err := hire(t.Context(), g.Graph, luke, diner)
		happened = g.Store.Happened()
		g.Store.Inject(faulty.Fault{})
		if !happened {
			associationtest.RequirePrimary(t, g, luke, diner)
			continue
		}
		if !errors.Is(err, broken) {
			t.Errorf("call %d fails, and hire returns %v", call, err)
		}
		associationtest.RequireNotLinked(t, g, luke, diner)
	}
}
