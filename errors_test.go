package relata_test

import (
	"errors"
	"fmt"
	"go/ast"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// printed are the values whose comments say how they read: one of each type and for each
// text of its comment, in the order of the texts.
var printed = []any{
	&record.SelfError{Record: contact("1")},
	&record.DeletedError{Record: contact("1")},
	&record.NotLinkedError{From: contact("1"), To: company("2")},
	&record.MergedError{Record: contact("2"), Into: contact("1")},
	&record.TypeMismatchError{Survivor: contact("1"), Merged: company("2")},
	&record.TakenError{Record: contact("3")},

	&primary.RequiredError{Record: contact("1"), To: record.Companies},
	&primary.ChooseError{
		Record: contact("1"), To: record.Companies,
		Candidates: []primary.Candidate{{ID: "11"}, {ID: "12"}}, Count: 2,
	},
	&primary.SuccessorError{Record: contact("1"), Successor: company("9")},
	&primary.HasPrimaryError{Record: contact("1"), Primary: company("10"), Wanted: company("11")},
	&primary.NoRuleError{From: record.Companies, To: record.Contacts},

	&association.OperationError{Operation: "associate contacts/1 with companies/2", Err: errReason},
	association.Conflict{From: contact("1"), To: company("2"), Reason: "it was changed since"},

	&importer.RowError{Line: 17, Column: 5, Header: "Association label", Value: "Cheir", Err: errReason},
	&importer.RowError{Sheet: "People", Line: 17, Column: 5, Header: "Association label", Value: "Cheir", Err: errReason},
}

var errReason = errors.New("the reason")

func contact(id record.ID) record.Ref { return record.New(record.Contacts, id) }
func company(id record.ID) record.Ref { return record.New(record.Companies, id) }

// A comment such as "Error reads: contacts/1 is deleted" is what the value prints.
func TestCommentsSayHowValuesRead(t *testing.T) {
	values := map[string][]string{} // by type
	for _, v := range printed {
		name := typeName(v)
		values[name] = append(values[name], fmt.Sprint(v))
	}
	comments := map[string][]string{}
	nested := nestedModules(t)
	for _, f := range goFiles(t) {
		if f.isTest() || isWithin(f.dir(), nested...) {
			continue
		}
		for _, decl := range f.Decls {
			if method, is := decl.(*ast.FuncDecl); is && method.Recv != nil {
				if texts := readings(method); len(texts) > 0 {
					name := path.Join(f.dir(), receiver(method))
					comments[name] = append(comments[name], texts...)
				}
			}
		}
	}
	require.Equal(t, values, comments, "expected: what the values of printed (errors_test.go) print; actual: what the comments say")
}

// typeName returns the folder of v's package and the name of its type.
func typeName(v any) string {
	of := reflect.TypeOf(v)
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	return path.Join(strings.TrimPrefix(of.PkgPath(), module), of.Name())
}

// receiver returns the name of a method's type.
func receiver(method *ast.FuncDecl) string {
	of := method.Recv.List[0].Type
	if pointer, is := of.(*ast.StarExpr); is {
		of = pointer.X
	}
	if name, is := of.(*ast.Ident); is {
		return name.Name
	}
	return ""
}

// readings returns the texts that the comment of an Error or String method gives: what
// comes after "reads: " in a paragraph, without the period at its end.
func readings(method *ast.FuncDecl) []string {
	if !slices.Contains([]string{"Error", "String"}, method.Name.Name) {
		return nil
	}
	var texts []string
	for paragraph := range strings.SplitSeq(method.Doc.Text(), "\n\n") {
		line := strings.Join(strings.Fields(paragraph), " ")
		if _, text, reads := strings.Cut(line, "reads: "); reads {
			texts = append(texts, strings.TrimSuffix(text, "."))
		}
	}
	return texts
}
