// Package script plays stories of associations that are written as text: commands, and the output
// that they must have. Scripts describe what a graph does so that people who do not program can
// read and check it. Tests use them as cases, or to fill a graph before a test.
//
// A script consists of blocks with an empty line between them. A block has comments, which
// begin with #, then commands, one a line, and below a line ---- their output:
//
//	# The first company of a contact becomes primary.
//	associate contacts/1 companies/10
//	associate contacts/1 companies/11 label=Contractor
//	primary contacts/1 companies
//	----
//	companies/10 (first company becomes primary)
//
// # Grammar
//
//	script   = block { empty-line block }
//	block    = { line } [ "----" output ]
//	line     = comment | command | verb { word | option } "{" { command } "}"
//	comment  = "#" text
//	command  = verb { word | option }
//	option   = key "=" value
//
// The braces of a verb with a body are at the ends of lines: "do {" begins, and a line "}" ends.
// A word or a value with spaces is quoted, as in label="Point of contact". A record is written
// as TYPE/ID, and a label as its word, as the first of the two records sees the label. Options
// may come in any order. Every operation takes id=NAME, which makes the operation repeatable.
//
// # Output
//
// A question prints the answer. A change prints the result if the change ends a block or was
// not executed. A change that fails prints "refused:" with the reason. Edits of the schema print
// nothing unless they are refused.
//
// # Commands
//
// Operations: associate, associate-all, log, dissociate, set-labels, add-labels, remove-labels,
// set-primary, clear-primary, delete, restore, merge and undo. Several operations together are
// written in the body of do, each or plan; apply makes the last plan.
//
// Edits of the schema: define-type, define-pair, define-label, rename-label, remove-label,
// max-labels, limit, clear-limit, technical-limit, activity-sum, account-plan, rule and
// withdraw-rule, alone or several in the body of edit.
//
// Questions: links, page, card, count, primary, why, history, panel, labels and near.
//
// The verb as sets the source of the following changes, and wait lets time pass. [Commands]
// returns the arguments of each verb.
//
// The package decides nothing about associations: a command is a call of a graph, and the
// output is the graph's answer.
package script
