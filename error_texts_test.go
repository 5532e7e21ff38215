package relata_test

import (
	"errors"
	"go/ast"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
	"github.com/relata-go/relata/storage/storagetest"
)

// An errorText is an error and what it reads. Of two with one type the first is the one that
// the comment of its Error method shows.
type errorText struct {
	err  error
	text string
}

// errorTexts have an example of every exported error type of the root module.
func errorTexts() []errorText {
	contact, other := record.New(record.Contacts, "1"), record.New(record.Contacts, "2")
	second, ninth, tenth, eleventh := company("2"), company("9"), company("10"), company("11")
	mine := label.TypeID{Category: label.UserDefined, Number: 1}
	boss := label.Label{ID: mine, Text: "Boss"}
	order, _ := history.NamedOperation("order") // it is legal
	reason := errors.New("the reason")
	return []errorText{
		{&record.Error{Value: "boats", Reason: "the reason"}, `invalid record reference "boats": the reason`},
		{&record.SelfError{Record: contact}, "contacts/1 is not associated with itself: name two records"},
		{&record.DeletedError{Record: contact}, "contacts/1 is deleted: use another record"},
		{&label.Error{Err: label.ErrUnknown, From: record.Contacts, To: record.Companies, Value: "Boss", Reason: "the reason"},
			label.ErrUnknown.Error() + ` "Boss" (contacts -> companies): the reason`},
		{&limits.Error{Record: contact, To: record.Companies, Have: 10_000, Max: 10_000}, "contacts/1 has 10000 of 10000 companies"},
		{&limits.ConfigError{Value: 11, Min: 1, Max: 10, Reason: "the limit is too high"}, "the limit is too high: 11, want 1 to 10"},
		{&limits.SubscriptionError{Subscription: "Starter", Feature: limits.DefineLabels},
			`define-labels is not in the subscription "Starter": a larger one is needed`},
		{&primary.NoRuleError{From: record.Companies, To: record.Contacts},
			"companies have no primary of contacts: declare a primary rule first"},
		{&primary.RequiredError{Record: contact, To: record.Companies},
			"contacts/1 must keep a primary of companies: associate another one first"},
		{&primary.ChooseError{Record: contact, To: record.Companies, Candidates: []primary.Candidate{{ID: "11"}, {ID: "12"}}, Count: 2},
			"contacts/1 must keep a primary of companies: choose one of companies/11, companies/12 (2 candidates)"},
		{&primary.SuccessorError{Record: contact, Successor: ninth},
			"companies/9 cannot become primary of contacts/1: name another record that stays associated with it"},
		{&primary.HasPrimaryError{Record: contact, Primary: tenth, Wanted: eleventh},
			"companies/11 does not become primary of contacts/1: companies/10 is, allow moving it or leave the mark out"},
		{&history.BrokenError{Event: history.Event{A: contact, B: tenth, Operation: order, At: 5}, Reason: "the reason"},
			`history does not join up at "contacts/1 - companies/10: unchanged" of operation "order" at 5: the reason`},
		{&schema.RetiredError{From: contact, To: tenth, Label: boss},
			`label "Boss" (USER_DEFINED/1) is being removed and cannot be put on contacts/1 and companies/10: use another label`},
		{&schema.ExclusiveError{From: contact, To: tenth, Labels: [2]label.Label{boss, boss}},
			`contacts/1 and companies/10 cannot carry both "Boss" (USER_DEFINED/1) and "Boss" (USER_DEFINED/1): set the labels to one of them`},
		{&schema.InUseError{Label: boss, Links: 2}, `label "Boss" (USER_DEFINED/1) is carried by 2 links: take it off first`},
		{&schema.MismatchError{Fields: []schema.Mismatch{{Of: "rule", Field: "text", Have: "Boss", Want: "Manager"}}},
			`the declaration differs from the schema: rule: text is "Boss", declared "Manager"`},
		{&failure.Report{Code: failure.Gone, Message: "the message"}, "the message"},
		{&association.OperationError{Operation: "associate contacts/1 with companies/2", Err: reason},
			"associate contacts/1 with companies/2: the reason"},
		{&record.NotLinkedError{From: contact, To: second}, "contacts/1 is not associated with companies/2: associate them first"},
		{&record.MergedError{Record: other, Into: contact}, "contacts/2 was merged into contacts/1: undo the merge"},
		{&record.ExpiredError{Record: contact, Until: time.Unix(0, 0).UTC()},
			"contacts/1 could be restored until 1970-01-01T00:00:00Z: use another record"},
		{&history.IDReusedError{ID: order}, `operation id "order" was used for another request: choose a new id`},
		{&association.OverLimitError{Survivor: contact, Merged: other, Over: []association.Loss{{From: contact, To: tenth, Reason: association.OverLimit}}},
			"contacts/1 cannot take over 1 links or labels of contacts/2, the first is contacts/1 - companies/10: link lost, a limit is reached: choose a policy"},
		{&record.TypeMismatchError{Survivor: contact, Merged: second},
			"contacts/1 and companies/2 have different types and cannot be merged"},
		{&record.TakenError{Record: record.New(record.Contacts, "3")},
			"contacts/3 is no new id: it has associations or was deleted or merged before"},
		{&association.UndoError{Operation: order, Conflicts: []association.Conflict{{From: contact, To: tenth, Reason: "the reason"}}},
			`operation "order" cannot be undone, 1 conflicts; contacts/1 - companies/10: the reason`},
		{&association.StaleError{Err: reason}, "plan is stale: the reason"},
		{&retention.TooOldError{At: 1, Since: 2_000_000_000},
			"1970-01-01T00:00:00.000000001Z is too old: history is whole since 1970-01-01T00:00:02Z, ask about a later time"},
		{&association.CursorError{Cursor: "x", Reason: "is not the text of a cursor"}, `cursor "x" is not the text of a cursor: begin with the first page`},
		{&feed.TokenError{Token: "x"}, `"x" is no token of this feed: begin anew`},
		{&domains.TooManyError{Have: 1001, Max: 1000}, "1001 domains are excluded, at most 1000 may be: take some out"},
		{&domains.InvalidError{Text: "a b", Reason: "the reason"}, `"a b": the reason`},
		{&domains.NotNormalizedError{Text: "é.fr"}, `"é.fr" is an international domain: give a ToASCII to compare it`},
		{&domains.CompanyError{Company: domains.Company{ID: "1"}, Err: reason}, `company "1": the reason`},
		{&importer.RowError{Line: 17, Column: 5, Header: "Association label", Value: "Cheir", Err: reason},
			`line 17, column 5 (Association label), "Cheir": the reason`},
		{&importer.HeaderError{Header: "Name", Present: []string{"Email"}}, `column "Name" is not in the file: it has "Email"`},
		{&importer.FileError{File: "a.csv", Line: 3, Reason: "the reason"}, "a.csv: line 3: the reason"},
		{&storage.AccountNameError{Account: "boats\xff"}, `account "boats\xff" has an illegal name: give it at most 255 bytes of UTF-8 without NUL`},
		{&storage.NoAccountError{Account: "portal 7"}, `account "portal 7" does not exist`},
		{&storage.DroppedError{Account: "portal 7"}, `account "portal 7" was dropped: open it again to begin it anew`},
		{&storage.DroppedError{Account: "portal 7", Unfinished: true}, `account "portal 7" is being dropped: if that was interrupted, drop it again`},
		{&kv.FormatError{Found: 2, Known: 1}, "the store has format 2, this version of relata knows format 1: open it with the version that wrote it"},
		{&storagetest.LawError{Law: "TwoWay", Where: "contacts/1", Reason: "the reason"}, "law TwoWay is broken at contacts/1: the reason"},
	}
}

func company(id record.ID) record.Ref { return record.New(record.Companies, id) }

// nameOf returns the folder and the name of an error's type.
func nameOf(err error) string {
	of := reflect.TypeOf(err).Elem()
	return strings.TrimPrefix(of.PkgPath(), module) + "." + of.Name()
}

func TestErrorsRead(t *testing.T) {
	for _, c := range errorTexts() {
		if got := c.err.Error(); got != c.text {
			t.Errorf("%s reads\n%s, want\n%s", nameOf(c.err), got, c.text)
		}
	}
}

// errorReads finds in a comment what it says that the error reads.
var errorReads = regexp.MustCompile(`(?s)Error reads: (.+?)\.(\s+[A-Z]|\s*$)`)

// Every exported error type of the root module has an example, and what a comment says that
// it reads is what the example reads.
func TestCommentsSayWhatErrorsRead(t *testing.T) {
	texts := map[string]string{}
	for _, c := range errorTexts() {
		if _, again := texts[nameOf(c.err)]; !again {
			texts[nameOf(c.err)] = c.text
		}
	}
	nested := nestedModules(t)
	for _, f := range goFiles(t) {
		if f.isTest() || isWithin(f.dir(), nested...) || strings.Contains(f.path, "internal/") {
			continue
		}
		for _, decl := range f.Decls {
			function, is := decl.(*ast.FuncDecl)
			if !is || function.Name.Name != "Error" || !hasExportedReceiver(function) {
				continue
			}
			name := f.dir() + "." + receiverName(function)
			text, known := texts[name]
			if !known {
				t.Errorf("%s:%d: errorTexts have no example of %s", f.path, f.line(function.Pos()), name)
			}
			said := errorReads.FindStringSubmatch(function.Doc.Text())
			if said == nil && strings.Contains(function.Doc.Text(), "Error reads") {
				t.Errorf("%s:%d: the text after \"Error reads:\" has no end", f.path, f.line(function.Pos()))
			} else if said != nil && strings.Join(strings.Fields(said[1]), " ") != text {
				t.Errorf("%s:%d: the comment says that it reads\n%s, and it reads\n%s", f.path, f.line(function.Pos()), said[1], text)
			}
		}
	}
}

// receiverName returns the name of a method's type.
func receiverName(method *ast.FuncDecl) string {
	of := method.Recv.List[0].Type
	if pointer, is := of.(*ast.StarExpr); is {
		of = pointer.X
	}
	name, _ := of.(*ast.Ident)
	return name.Name
}
