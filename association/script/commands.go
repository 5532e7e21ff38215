package script

import (
	"maps"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
)

// A Command describes a verb of the scripts.
type Command struct {
	Verb  string
	Takes string // the arguments, in capitals where the script has a word of its own
	// Makes is a nil pointer of the type of the [association.Operation] or [schema.Edit] that
	// the command is. Nil: the command is neither.
	Makes any
}

// Commands returns all commands, sorted by their verbs.
func Commands() []Command {
	all := make([]Command, 0, len(commands))
	for _, verb := range slices.Sorted(maps.Keys(commands)) {
		all = append(all, Command{verb, commands[verb].takes, commands[verb].makes})
	}
	return all
}

// A command is the meaning of the first word of a line. Exactly one of the functions is
// set.
type command struct {
	takes     string
	makes     any // a nil pointer of the type of the operation or the edit; nil: neither
	operation func(*line) association.Operation
	edit      func(*Player, *line) schema.Edit
	edits     func(*Player, []schema.Edit)
	play      func(*Player, *line, []association.Operation)
}

// operationCommand returns the command that reads an operation of type Op.
func operationCommand[Op association.Operation](takes string, read func(*line) Op) command {
	var zero Op
	return command{takes: takes, makes: zero, operation: func(l *line) association.Operation { return read(l) }}
}

// editCommand returns the command that reads an edit of type E.
func editCommand[E schema.Edit](takes string, read func(*Player, *line) E) command {
	var zero E
	return command{takes: takes, makes: zero, edit: func(p *Player, l *line) schema.Edit { return read(p, l) }}
}

// commands are all commands of a script. Words with spaces are quoted; a label is named
// by its word. ask=nobody lets the graph choose a successor. A test fails if an operation or an
// edit has no command, or no script uses it.
var commands = map[string]command{
	// Operations. Each may have id=NAME, which makes it repeatable.
	"associate":     operationCommand("FROM TO [label=WORD]... [mark=primary|replace|none]", readAssociate),
	"associate-all": operationCommand("FROM TO... [primary=TO]... [label=WORD]...", readAssociateAll),
	"log":           operationCommand("ACTIVITY ON [joins=TYPE:NUMBER]...", readActivity),
	"dissociate":    operationCommand("FROM TO [successor=REF] [ask=nobody]", readDissociate),
	"set-labels":    operationCommand("FROM TO [label=WORD]...", readSetLabels),
	"add-labels":    operationCommand("FROM TO [label=WORD]...", readAddLabels),
	"remove-labels": operationCommand("FROM TO [label=WORD]... [successor=REF] [ask=nobody]", readRemoveLabels),
	"set-primary":   operationCommand("FROM TO", readSetPrimary),
	"clear-primary": operationCommand("FROM TO [successor=REF] [ask=nobody]", readClearPrimary),
	"delete":        operationCommand("RECORD", readDelete),
	"restore":       operationCommand("RECORD", readRestore),
	"merge":         operationCommand("SURVIVOR MERGED [into=ID] [labels=survivor] [primary=merged] [over=survivor|newest]", readMerge),
	"undo":          operationCommand("NAME [group=yes]: what had id=NAME", readUndo),

	// Operations together, one a line between { and }.
	"do":    {takes: "{ operations }: all or none", play: playDo},
	"each":  {takes: "{ operations }: each on its own", play: playEach},
	"plan":  {takes: "{ operations }: shows what they would do", play: playPlan},
	"apply": {takes: "nothing: does what the last plan shows", play: playApply},

	// Edits of the schema, alone or several between edit { and }.
	"edit":            {takes: "{ edits }", edits: func(p *Player, edits []schema.Edit) { p.edit(edits...) }},
	"define-type":     editCommand("TYPE", readDefineType),
	"define-pair":     editCommand("TYPE TYPE", readDefinePair),
	"define-label":    editCommand("FROM TO WORD [inverse=WORD]", readDefineLabel),
	"rename-label":    editCommand("FROM TO WORD NEW", readRenameLabel),
	"remove-label":    editCommand("FROM TO WORD", readRemoveLabel),
	"max-labels":      editCommand("NUMBER", readMaxLabels),
	"limit":           editCommand("FROM TO NUMBER [label=WORD]", readLimit),
	"clear-limit":     editCommand("FROM TO [label=WORD]", readClearLimit),
	"technical-limit": editCommand("FROM TO NUMBER", readTechnicalLimit),
	"activity-sum":    editCommand("NUMBER TYPE...", readActivitySum),
	"account-plan":    editCommand("Starter|Professional|Enterprise", readAccountPlan),
	"rule":            editCommand("FROM TO [required=yes] [first=no] [choice=oldest|newest]", readRule),
	"withdraw-rule":   editCommand("FROM TO", readWithdrawRule),

	// Questions.
	"links":   {takes: "OF TYPE [label=WORD]... [scope=primary|primary-of]", play: playLinks},
	"page":    {takes: "OF TYPE NUMBER [after=ID]", play: playPage},
	"card":    {takes: "OF", play: playCard},
	"count":   {takes: "OF TYPE", play: playCount},
	"primary": {takes: "OF TYPE", play: playPrimary},
	"why":     {takes: "OF TYPE", play: playWhy},
	"history": {takes: "OF TYPE|REF", play: playHistory},
	"panel":   {takes: "OF TYPE", play: playPanel},
	"labels":  {takes: "FROM TO", play: playLabels},
	"near":    {takes: "FROM TO [label=WORD]: the records at a limit or near it", play: playNear},

	// The source of the following changes, and the passing of time.
	"as":   {takes: "[source=WORD] [user=ID] [name=NAME] [request=ID]", play: playAs},
	"wait": {takes: "DURATION, as in 36h", play: playWait},
}
