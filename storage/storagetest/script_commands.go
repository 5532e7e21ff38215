package storagetest

import (
	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
)

// A scriptCommand is the meaning of the first word of a line. Exactly one of the functions is
// set.
type scriptCommand struct {
	takes     string
	makes     any // a nil pointer of the type of the operation or the edit; nil: neither
	operation func(*scriptLine) association.Operation
	edit      func(*scriptPlayer, *scriptLine) schema.Edit
	edits     func(*scriptPlayer, []schema.Edit)
	play      func(*scriptPlayer, *scriptLine, []association.Operation)
}

// operationCommand returns the command that reads an operation of type Op.
func operationCommand[Op association.Operation](takes string, read func(*scriptLine) Op) scriptCommand {
	var zero Op
	return scriptCommand{takes: takes, makes: zero, operation: func(l *scriptLine) association.Operation { return read(l) }}
}

// editCommand returns the command that reads an edit of type E.
func editCommand[E schema.Edit](takes string, read func(*scriptPlayer, *scriptLine) E) scriptCommand {
	var zero E
	return scriptCommand{takes: takes, makes: zero, edit: func(p *scriptPlayer, l *scriptLine) schema.Edit { return read(p, l) }}
}

// scriptCommands are all commands of a script. Words with spaces are quoted; a label is named
// by its word. ask=nobody lets the graph choose a successor. A test fails if an operation or an
// edit has no command, or no script uses it.
var scriptCommands = map[string]scriptCommand{
	// Operations. Each may have id=NAME, which makes it repeatable.
	"associate":     operationCommand("FROM TO [label=WORD]... [mark=primary|replace|none]", scriptAssociate),
	"associate-all": operationCommand("FROM TO... [primary=TO]... [label=WORD]...", scriptAssociateAll),
	"log":           operationCommand("ACTIVITY ON [joins=TYPE:NUMBER]...", scriptActivity),
	"dissociate":    operationCommand("FROM TO [successor=REF] [ask=nobody]", scriptDissociate),
	"set-labels":    operationCommand("FROM TO [label=WORD]...", scriptSetLabels),
	"add-labels":    operationCommand("FROM TO [label=WORD]...", scriptAddLabels),
	"remove-labels": operationCommand("FROM TO [label=WORD]... [successor=REF] [ask=nobody]", scriptRemoveLabels),
	"set-primary":   operationCommand("FROM TO", scriptSetPrimary),
	"clear-primary": operationCommand("FROM TO [successor=REF] [ask=nobody]", scriptClearPrimary),
	"delete":        operationCommand("RECORD", scriptDelete),
	"restore":       operationCommand("RECORD", scriptRestore),
	"merge":         operationCommand("SURVIVOR MERGED [into=ID] [labels=survivor] [primary=merged] [over=survivor|newest]", scriptMerge),
	"undo":          operationCommand("NAME [group=yes]: what had id=NAME", scriptUndo),

	// Operations together, one a line between { and }.
	"do":    {takes: "{ operations }: all or none", play: scriptDo},
	"each":  {takes: "{ operations }: each on its own", play: scriptEach},
	"plan":  {takes: "{ operations }: shows what they would do", play: scriptPlan},
	"apply": {takes: "nothing: does what the last plan shows", play: scriptApply},

	// Edits of the schema, alone or several between edit { and }.
	"edit":            {takes: "{ edits }", edits: func(p *scriptPlayer, edits []schema.Edit) { p.edit(edits...) }},
	"define-type":     editCommand("TYPE", scriptDefineType),
	"define-pair":     editCommand("TYPE TYPE", scriptDefinePair),
	"define-label":    editCommand("FROM TO WORD [inverse=WORD]", scriptDefineLabel),
	"rename-label":    editCommand("FROM TO WORD NEW", scriptRenameLabel),
	"remove-label":    editCommand("FROM TO WORD", scriptRemoveLabel),
	"max-labels":      editCommand("NUMBER", scriptMaxLabels),
	"limit":           editCommand("FROM TO NUMBER [label=WORD]", scriptLimit),
	"clear-limit":     editCommand("FROM TO [label=WORD]", scriptClearLimit),
	"technical-limit": editCommand("FROM TO NUMBER", scriptTechnicalLimit),
	"activity-sum":    editCommand("NUMBER TYPE...", scriptActivitySum),
	"account-plan":    editCommand("Starter|Professional|Enterprise", scriptAccountPlan),
	"rule":            editCommand("FROM TO [required=yes] [first=no] [choice=oldest|newest]", scriptRule),
	"withdraw-rule":   editCommand("FROM TO", scriptWithdrawRule),

	// Questions.
	"links":   {takes: "OF TYPE [label=WORD]... [scope=primary|primary-of]", play: scriptLinks},
	"page":    {takes: "OF TYPE NUMBER [after=ID]", play: scriptPage},
	"card":    {takes: "OF", play: scriptCard},
	"count":   {takes: "OF TYPE", play: scriptCount},
	"primary": {takes: "OF TYPE", play: scriptPrimary},
	"why":     {takes: "OF TYPE", play: scriptWhy},
	"history": {takes: "OF TYPE|REF", play: scriptHistory},
	"panel":   {takes: "OF TYPE", play: scriptPanel},
	"labels":  {takes: "FROM TO", play: scriptLabels},
	"near":    {takes: "FROM TO [label=WORD]: who is at a limit or near it", play: scriptNear},

	// The source of the following changes, and the passing of time.
	"as":   {takes: "[source=WORD] [user=ID] [name=NAME] [request=ID]", play: scriptAs},
	"wait": {takes: "DURATION, as in 36h", play: scriptWait},
}
