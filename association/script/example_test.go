package script_test

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/script"
	"github.com/relata-go/relata/storage/memory"
)

const story = `
# Luke changes his company.
define-label contacts companies Contractor
associate contacts/1 companies/10
associate contacts/1 companies/11 label=Contractor
set-primary contacts/1 companies/11
links contacts/1 companies
----
companies/10
companies/11 - primary, Contractor
`

// The output of a block is printed; a test compares it with the written output.
func Example() {
	ctx := context.Background()
	graph, _ := association.Open(ctx, memory.New(), nil)
	player := script.NewPlayer(graph, nil)

	blocks, _ := script.Parse("story.txt", story)
	for _, b := range blocks {
		output, err := player.Play(ctx, b)
		fmt.Print(output)
		fmt.Println(output == b.Output, err)
	}
	// Output:
	// companies/10
	// companies/11 - primary, Contractor
	// true <nil>
}

// A script without outputs fills a graph. What the graph refuses is an error.
func ExamplePlayer_Run() {
	ctx := context.Background()
	graph, _ := association.Open(ctx, memory.New(), nil)
	err := script.NewPlayer(graph, nil).Run(ctx, "seed", `
associate contacts/1 companies/10
associate contacts/1 companies/10 label=Astronaut
`)
	fmt.Println(err)
	// Output:
	// seed:2: refused: associate contacts/1 with companies/10 as "Astronaut": unknown label "Astronaut" (contacts -> companies): no label of this direction has this name: define it first
}
