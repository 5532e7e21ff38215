package association

import "github.com/relata-go/relata/failure"

// CodeOf returns the code of an error of this package, of a store or of any other package of the
// project, wherever in the chain it is. It is [failure.CodeOf].
func CodeOf(err error) failure.Code { return failure.CodeOf(err) }
