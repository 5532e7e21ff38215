// Package associationtest helps to test applications that use relata. [New] opens a graph in
// memory with a clock that the test sets, a store that fails where the test says, and operation
// ids that are counted, so every run of a test gives the same graph.
//
//	func TestTheNewCompanyIsPrimary(t *testing.T) {
//		g := associationtest.New(t)
//		g.Seed(t, "associate contacts/1 companies/11")
//
//		hire(t.Context(), g.Graph, luke, diner) // the code under test
//
//		associationtest.RequirePrimary(t, g, luke, diner)
//		associationtest.RequireGolden(t, g, "testdata/hired.golden", nil)
//	}
//
// A graph is filled by a script of package script ([Graph.Seed]), by a value with a JSON form
// ([Seed]), or by files of either ([Graph.SeedFile]). The functions that begin with Require end
// the test if the graph is different, and say what the graph has instead. [Text] returns a whole
// account as lines in a stable order.
//
// The file application_test.go in the folder of this package has such tests as a whole.
//
// The package is for tests alone. It imports the library and the standard library, and no
// testing framework.
package associationtest
