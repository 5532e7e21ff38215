package declared

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A few that there are, and none that are no operations or edits.
func TestDeclared(t *testing.T) {
	operations := Operations(t)
	require.Subset(t, operations, []string{"Associate", "MergeRecords", "Undo"})
	require.NotContains(t, operations, "Operation")
	require.NotContains(t, operations, "Graph")
	edits := Edits(t)
	require.Subset(t, edits, []string{"DefineLabel", "SetLimit", "WithdrawRule"})
	require.NotContains(t, edits, "Schema")
}

// A failed T keeps its messages.
type failed struct {
	testing.TB
	messages []string
}

func (f *failed) Helper() {}

func (f *failed) Errorf(format string, args ...any) {
	f.messages = append(f.messages, args[0].(string)+" "+args[1].(string))
}

// The message names what is forgotten, and where.
func TestRequire(t *testing.T) {
	f := &failed{TB: t}
	Require(f, []string{"failed", "other"}, "the list", []any{&failed{}})
	require.Equal(t, []string{"other the list"}, f.messages)
}
