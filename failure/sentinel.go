package failure

import "reflect"

// A sentinel is an error to test for with [errors.Is]. Two sentinels are never equal.
type sentinel struct {
	name, text string
	code       Code
}

// Sentinel returns a new error of the given code. name is its Go name, such as
// "record.ErrDeleted", and appears in a [Report]. No two errors of a program have one name.
func Sentinel(code Code, name, text string) error {
	s := &sentinel{name: name, text: text, code: code}
	registry.add(name, kind{sentinel: s})
	return s
}

// Error returns the text.
func (s *sentinel) Error() string { return s.text }

// Code returns the code of the declaration.
func (s *sentinel) Code() Code { return s.code }

// Register declares E, a pointer to an error struct, under its name in Go programs, such as
// "limits.Error". A [Report] carries the fields of such an error as E marshals them to JSON.
// No two errors of a program have one name.
//
//	var _ = failure.Register[*Error]("limits.Error")
func Register[E error](name string) struct{} {
	registry.add(name, kind{is: reflect.TypeFor[E](), decode: decode[E]})
	return struct{}{}
}

// A kind is a declared sentinel or error struct.
type kind struct {
	sentinel *sentinel
	is       reflect.Type
	decode   func(details []byte) (error, error)
}

// kinds are all declared errors. Packages declare theirs in variables, before main starts;
// afterwards the tables are only read.
type kinds struct {
	byName map[string]kind
	byType map[reflect.Type]string
}

var registry = kinds{map[string]kind{}, map[reflect.Type]string{}}

func (k kinds) add(name string, declared kind) {
	k.byName[name] = declared
	if declared.is != nil {
		k.byType[declared.is] = name
	}
}

// nameOf returns the declared name of err itself, not of a wrapped error.
func (k kinds) nameOf(err error) (name string, ok bool) {
	if s, ok := err.(*sentinel); ok {
		return s.name, true
	}
	name, ok = k.byType[reflect.TypeOf(err)]
	return name, ok
}

// Names returns the declared names of all sentinels and error structs that the program
// has imported, in no order.
func Names() []string {
	names := make([]string, 0, len(registry.byName))
	for name := range registry.byName {
		names = append(names, name)
	}
	return names
}
