// Package failure classifies errors and gives them a form that travels.
//
// Every error of the project has a [Code] of a closed list: not linked, limit reached,
// conflict. A program that serves others decides by the code, and not by a list of all
// sentinels. [CodeOf] finds the code anywhere in the chain of an error:
//
//	_, err := graph.Associate(ctx, ann, acme)
//	switch failure.CodeOf(err) {
//	case failure.None:
//	case failure.LimitReached: // show the message to the user
//	case failure.Conflict, failure.Unavailable: // try again later
//	}
//
// Each package declares its sentinels with [Sentinel], which gives them their code, and its
// error structs with [Register]. So an error whose code was forgotten does not compile, or
// fails a test of the project.
//
// A [Report] is an error as JSON: code, message, and the fields of the error struct. In the
// process that reads the report, [errors.Is] and [errors.As] find the same sentinels and
// structs as in the process that wrote it.
package failure
