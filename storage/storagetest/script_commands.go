package storagetest

import (
	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
)

// A scriptCommand is what a word at the beginning of a line does: one of the functions
// is set.
type scriptCommand struct {
	takes     string
	operation func(*scriptLine) association.Operation
	edit      func(*scriptPlayer, *scriptLine) schema.Edit
	edits     func(*scriptPlayer, []schema.Edit)
	play      func(*scriptPlayer, *scriptLine, []association.Operation)
}

// scriptCommands are all commands of a script. Words with spaces stand between quotes; a
// label is named by its word. ask=nobody lets the graph choose a successor.
var scriptCommands = map[string]scriptCommand{
	// Operations. Each may have id=NAME, which makes it repeatable.
	"associate":     {takes: "FROM TO [label=WORD]... [mark=primary|replace|none]", operation: scriptAssociate},
	"associate-all": {takes: "FROM TO... [primary=TO]... [label=WORD]...", operation: scriptAssociateAll},
	"dissociate":    {takes: "FROM TO [successor=REF] [ask=nobody]", operation: scriptDissociate},
	"set-labels":    {takes: "FROM TO [label=WORD]...", operation: scriptSetLabels},
	"add-labels":    {takes: "FROM TO [label=WORD]...", operation: scriptAddLabels},
	"remove-labels": {takes: "FROM TO [label=WORD]... [successor=REF] [ask=nobody]", operation: scriptRemoveLabels},
	"set-primary":   {takes: "FROM TO", operation: scriptSetPrimary},
	"clear-primary": {takes: "FROM TO [successor=REF] [ask=nobody]", operation: scriptClearPrimary},

	// Operations together, one a line between { and }.
	"do":    {takes: "{ operations }: all or none", play: scriptDo},
	"each":  {takes: "{ operations }: each on its own", play: scriptEach},
	"plan":  {takes: "{ operations }: shows what they would do", play: scriptPlan},
	"apply": {takes: "nothing: does what the last plan shows", play: scriptApply},

	// Edits of the schema, alone or several between edit { and }.
	"edit":            {takes: "{ edits }", edits: func(p *scriptPlayer, edits []schema.Edit) { p.edit(edits...) }},
	"define-type":     {takes: "TYPE", edit: scriptDefineType},
	"define-pair":     {takes: "TYPE TYPE", edit: scriptDefinePair},
	"define-label":    {takes: "FROM TO WORD [inverse=WORD]", edit: scriptDefineLabel},
	"rename-label":    {takes: "FROM TO WORD NEW", edit: scriptRenameLabel},
	"remove-label":    {takes: "FROM TO WORD", edit: scriptRemoveLabel},
	"max-labels":      {takes: "NUMBER", edit: scriptMaxLabels},
	"limit":           {takes: "FROM TO NUMBER [label=WORD]", edit: scriptLimit},
	"clear-limit":     {takes: "FROM TO [label=WORD]", edit: scriptClearLimit},
	"technical-limit": {takes: "FROM TO NUMBER", edit: scriptTechnicalLimit},
	"activity-sum":    {takes: "NUMBER TYPE...", edit: scriptActivitySum},
	"account-plan":    {takes: "Starter|Professional|Enterprise", edit: scriptAccountPlan},
	"rule":            {takes: "FROM TO [required=yes] [first=no] [choice=oldest|newest]", edit: scriptRule},
	"withdraw-rule":   {takes: "FROM TO", edit: scriptWithdrawRule},

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

	// Who acts from here on, and how much time passes.
	"as":   {takes: "user=ID [name=NAME] or source=WORD", play: scriptAs},
	"wait": {takes: "DURATION, as in 36h", play: scriptWait},
}
