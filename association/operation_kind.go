package association

// The kinds of operations, as an [Observation] names them.

func (op *Associate) kind() string         { return "associate" }
func (op *AssociateAll) kind() string      { return "associate all" }
func (op *AssociateActivity) kind() string { return "associate activity" }
func (op *Dissociate) kind() string        { return "dissociate" }
func (op *SetLabels) kind() string         { return "set labels" }
func (op *AddLabels) kind() string         { return "add labels" }
func (op *RemoveLabels) kind() string      { return "remove labels" }
func (op *SetPrimary) kind() string        { return "set primary" }
func (op *ClearPrimary) kind() string      { return "clear primary" }
func (op *DeleteRecord) kind() string      { return "delete record" }
func (op *RestoreRecord) kind() string     { return "restore record" }
func (op *MergeRecords) kind() string      { return "merge records" }
func (op *Undo) kind() string              { return "undo" }

// Those of a backfill are a part of the edit.

func (op *recount) kind() string  { return "recount" }
func (op *elect) kind() string    { return "elect" }
func (op *withdraw) kind() string { return "withdraw" }

// kindOf returns the kind of an operation that may be nil, under an id or not.
func kindOf(op Operation) string {
	if own, is := op.(*once); is {
		op = own.Operation
	}
	if op == nil {
		return "no operation"
	}
	return op.kind()
}
