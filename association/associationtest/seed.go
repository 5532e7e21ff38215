package associationtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/association/script"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A Seed is the content of a graph before a test, as a value. In JSON:
//
//	{
//	  "schema": {"labels": [{"from": "contacts", "to": "companies", "kind": "single", "word": "Contractor"}]},
//	  "links": [
//	    {"from": "contacts/1", "to": "companies/10"},
//	    {"from": "contacts/1", "to": "companies/11", "labels": ["Contractor"], "primary": true}
//	  ],
//	  "operations": [{"operation": "deleteRecord", "record": "companies/10"}]
//	}
type Seed struct {
	Schema     schema.Declaration     `json:"schema,omitzero"`      // is made first
	Links      []SeedLink             `json:"links,omitempty"`      // are made next, each as an operation of its own
	Operations association.Operations `json:"operations,omitempty"` // are made last, together
}

// A SeedLink is an association of a [Seed].
type SeedLink struct {
	From record.Ref `json:"from"`
	To   record.Ref `json:"to"`
	// Labels are the internal names or the words of labels, as From sees To.
	Labels []string `json:"labels,omitempty"`
	// Primary makes To the primary of From, instead of any other. Otherwise the primary rule of
	// the pair decides.
	Primary bool `json:"primary,omitempty"`
}

// Apply makes the content of the seed in a graph. The error names the link that was refused.
// Links before that one have been made.
func (s *Seed) Apply(ctx context.Context, g *association.Graph) error {
	if _, err := g.Ensure(ctx, s.Schema); err != nil {
		return fmt.Errorf("schema of the seed: %w", err)
	}
	for i, link := range s.Links {
		op := &association.Associate{From: link.From, To: link.To}
		for _, word := range link.Labels {
			op.Labels = append(op.Labels, label.Named(word))
		}
		if link.Primary {
			op.Mark = primary.MarkReplace
		}
		if _, err := g.Do(ctx, op); err != nil {
			return fmt.Errorf("link %d of the seed: %w", i, err)
		}
	}
	if _, err := g.Do(ctx, s.Operations...); err != nil {
		return fmt.Errorf("operations of the seed: %w", err)
	}
	return nil
}

// Seed plays a script, see package script. Each command takes a minute on the clock of the
// graph. The test ends if the script is wrong, if an output differs from the written output, or
// if a block without a written output is refused.
func (g *Graph) Seed(t testing.TB, text string) {
	t.Helper()
	g.seed(t, "script", text)
}

func (g *Graph) seed(t testing.TB, name, text string) {
	t.Helper()
	if err := script.NewPlayer(g.Graph, g.Clock.Advance).Run(t.Context(), name, text); err != nil {
		t.Fatalf("%v", err)
	}
}

// SeedFile reads a file: as a [Seed] if the name ends in .json, otherwise as a script. The name
// is relative to the folder of the test. The test ends if the file cannot be read or applied.
func (g *Graph) SeedFile(t testing.TB, name string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if filepath.Ext(name) != ".json" {
		g.seed(t, name, string(text))
		return
	}
	var seed Seed
	if err := json.Unmarshal(text, &seed); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := seed.Apply(t.Context(), g.Graph); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
