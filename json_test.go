package relata_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/recommend"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

// jsonValues are pointers to every exported value of the public packages, filled in. Types
// with unexported fields have a sample here; the others are filled by reflection.
func jsonValues(t require.TestingT) []any {
	samples := jsonSamples(t)
	var all []any
	for _, zero := range []any{
		new(record.Ref), new(record.Time), new(record.ID), new(record.Type), new(record.Error), new(record.SelfError), new(record.DeletedError),
		new(record.ExpiredError), new(record.MergedError), new(record.TakenError), new(record.TypeMismatchError), new(record.NotLinkedError),
		new(label.Category), new(label.Kind), new(label.Status), new(label.TypeID), new(label.Set), new(label.Label), new(label.Definition), new(label.Error),
		new(limits.Key), new(limits.Feature), new(limits.Subscription), new(limits.Usage), new(limits.Error), new(limits.ConfigError), new(limits.SubscriptionError),
		new(primary.Cause), new(primary.Choice), new(primary.Mark), new(primary.Rule), new(primary.Candidate), new(primary.NoRuleError),
		new(primary.RequiredError), new(primary.ChooseError), new(primary.SuccessorError), new(primary.HasPrimaryError),
		new(history.Subject), new(history.Kinds), new(history.SourceKind), new(history.Source), new(history.OperationID), new(history.State), new(history.End),
		new(history.Causes), new(history.Event), new(history.Occurrence), new(history.PanelRow), new(history.Pair), new(history.BrokenError), new(history.IDReusedError),
		new(failure.Code), new(failure.Report),
		new(schema.Schema), new(schema.Edits), new(schema.Missing), new(schema.Declaration), new(schema.Limit), new(schema.LabelUse),
		new(schema.Mismatch), new(schema.MismatchError), new(schema.RetiredError), new(schema.ExclusiveError), new(schema.InUseError),
		new(schema.DefineType), new(schema.DefinePair), new(schema.DefineLabel), new(schema.RenameLabel), new(schema.RemoveLabel), new(schema.SetMaxLabels),
		new(schema.SetLimit), new(schema.ClearLimit), new(schema.SetTechnicalLimit), new(schema.SetActivitySum), new(schema.SetSubscription),
		new(schema.DeclareRule), new(schema.WithdrawRule),
		new(association.Outcome), new(association.LossReason), new(association.LimitPolicy), new(association.MergedLabels), new(association.MergedPrimary),
		new(association.Scope), new(association.Operations), new(association.Plan), new(association.Step), new(association.Result), new(association.EachResult),
		new(association.Loss), new(association.Link), new(association.Query), new(association.Page), new(association.Card), new(association.Group),
		new(association.Cell), new(association.Column), new(association.PanelRow), new(association.RecordState), new(association.Explanation),
		new(association.Ensured), new(association.TargetPage), new(association.Target), new(association.ActivityTarget), new(association.MergePolicy),
		new(association.WalkQuery), new(association.WalkPage), new(association.HistoryQuery), new(association.HistoryPage), new(association.PanelPage), new(association.ReportQuery), new(association.ReportPage),
		new(association.Cursor), new(association.CursorError), new(association.Conflict), new(association.UndoError), new(association.OverLimitError),
		new(association.OperationError), new(association.StaleError),
		new(association.Associate), new(association.AssociateAll), new(association.AssociateActivity), new(association.Dissociate),
		new(association.SetLabels), new(association.AddLabels), new(association.RemoveLabels), new(association.SetPrimary), new(association.ClearPrimary),
		new(association.DeleteRecord), new(association.RestoreRecord), new(association.MergeRecords), new(association.Undo),
		new(feed.Token), new(feed.Page), new(feed.TokenError), new(recommend.Candidate), new(recommend.Recommendation), new(recommend.Answer),
		new(retention.TooOldError),
		new(importer.Kind), new(importer.Progress), new(importer.Report), new(importer.RowError), new(importer.FileError), new(importer.HeaderError),
		new(domains.Outcome), new(domains.Contact), new(domains.Company), new(domains.CompanyError), new(domains.Result), new(domains.Report),
		new(domains.InvalidError), new(domains.NotNormalizedError), new(domains.TooManyError),
		new(storage.Order),
	} {
		fill(t, reflect.ValueOf(zero).Elem(), samples)
		all = append(all, zero)
	}
	return all
}

// noJSON are the exported types that have no form as JSON, and why.
var noJSON = map[string]string{
	"schema.Labels": "read through Schema", "schema.Limits": "read through Schema", "schema.Rules": "read through Schema",
	"schema.Pair": "serves the engine", "schema.Direction": "serves the engine", "schema.Given": "serves the engine", "schema.Backfill": "in the document of Schema",
	"association.Graph": "a handle", "association.Reader": "a handle", "association.PastReader": "a handle", "association.DryRun": "a handle",
	"association.Options": "functions", "association.PanelQuery": "has a function", "association.ActivityRule": "has a function",
	"criteria.Criterion": "has a function", "criteria.Quantifier": "part of a Criterion", "criteria.Empty": "part of a Criterion",
	"history.Projection": "computed from events", "recommend.Options": "arguments", "retention.Row": "a stored row",
	"importer.Options": "functions", "importer.Mapping": "has a function", "importer.End": "has a function", "importer.Details": "has a reader",
	"importer.Pair": "part of a Mapping", "importer.Asked": "arguments of a function", "importer.Found": "the answer of a function",
	"importer.Row": "given by a reader of rows", "importer.Fault": "given by a reader of rows",
	"domains.Options": "functions", "domains.Asked": "arguments of a function",
}

// jsonSamples are values of types whose fields are not exported, or not free.
func jsonSamples(t require.TestingT) map[reflect.Type]any {
	ann, acme := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	boss := label.Label{
		ID: label.TypeID{Category: label.UserDefined, Number: 3}, Inverse: label.TypeID{Category: label.UserDefined, Number: 4},
		From: record.Contacts, To: record.Companies, Name: "boss", Text: "Boss", Kind: label.KindPaired, Status: label.Retiring,
	}
	named, err := history.NamedOperation("order-7")
	require.NoError(t, err)
	token, err := feed.ParseToken("2.3.4.5")
	if err != nil {
		token = feed.Token{}
	}
	cursor, err := association.ParseCursor("AatUqYzrHwrSAAAAAzEwMQAAAAAAAGCSdCM")
	require.NoError(t, err)
	subscription, err := limits.Professional.WithTechnical(record.Contacts, record.Deals, 7)
	require.NoError(t, err)
	defined, err := schema.New().Edited(&schema.DefineType{Type: "cars"}, &schema.SetMaxLabels{Max: 7})
	require.NoError(t, err)
	ops := association.Operations{
		&association.Associate{From: ann, To: acme, Labels: []label.Label{label.Named("Boss")}, Mark: primary.MarkReplace},
		association.Once(named, &association.Undo{Operation: history.Numbered(5), Group: true}),
	}
	graph, err := association.Open(context.Background(), memory.New(), &association.Options{
		NextID: func() uint64 { return 9 }, Clock: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) },
	})
	require.NoError(t, err)
	plan, err := graph.Plan(context.Background(), association.Once(named, &association.Associate{From: ann, To: acme, Labels: []label.Label{label.Named("Billing contact")}}))
	require.NoError(t, err)
	all := map[reflect.Type]any{}
	for _, sample := range []any{
		ann, record.Type("contacts"), record.ID("17"), record.Time(1_700_000_000_000_000_001), time.Date(2026, 3, 2, 9, 0, 0, 5, time.UTC), boss,
		boss.ID, label.SetOf(boss.ID, boss.Inverse), label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to").WithName("m").In(label.IntegratorDefined),
		history.Numbered(1234), history.ByUser("7", "Ann").WithRequest("r1"), token, cursor, subscription, *defined, ops, *plan, association.Labeled(boss), limits.DefineLabels | limits.UseLabels,
		schema.Edits{&schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Deals}, Max: 3}, &schema.DefineType{Type: "cars"}},
		failure.ReportOf(&record.DeletedError{Record: ann}), history.Created | history.PrimarySet, domains.Domain("globex.test"),
	} {
		all[reflect.TypeOf(sample)] = sample
	}
	return all
}

// fill sets every field to a value that is not zero.
func fill(t require.TestingT, v reflect.Value, samples map[reflect.Type]any) {
	if sample, is := samples[v.Type()]; is {
		v.Set(reflect.ValueOf(sample))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i), samples)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), samples)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), samples)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(7)
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	case reflect.Interface: // an error
		v.Set(reflect.ValueOf(limits.ErrExceeded))
	default:
		t.Errorf("fill: no value for a %s", v.Type())
	}
}

// Every exported value survives the way through JSON, and has the form of the golden file.
func TestJSON(t *testing.T) {
	golden := map[string]json.RawMessage{}
	for _, value := range jsonValues(t) {
		name := nameOfType(value)
		text, err := json.Marshal(value)
		require.NoError(t, err, name)
		read := reflect.New(reflect.TypeOf(value).Elem())
		require.NoError(t, json.Unmarshal(text, read.Interface()), "%s: %s", name, text)
		again, err := json.Marshal(read.Interface())
		require.NoError(t, err, name)
		require.Equal(t, string(text), string(again), name)
		if _, handles := value.(*schema.Schema); !handles {
			require.Equal(t, value, read.Interface(), "%s: %s", name, text)
		}
		require.NotContains(t, string(text), `:null`, name)
		for key := range keysOf(t, text) {
			require.Regexp(t, `^[a-z][A-Za-z]*$`, key, "%s: %s", name, text)
		}
		golden[name] = text
	}
	compareGolden(t, golden)
}

const goldenJSON = "docs/json.golden.json"

// compareGolden compares the forms with the file. JSON_REWRITE=1 writes the file anew.
func compareGolden(t *testing.T, forms map[string]json.RawMessage) {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(forms))
	if os.Getenv("JSON_REWRITE") != "" {
		require.NoError(t, os.WriteFile(goldenJSON, text.Bytes(), 0o644))
		return
	}
	want, err := os.ReadFile(goldenJSON)
	require.NoError(t, err)
	require.Equal(t, string(want), text.String())
}

// keysOf returns the keys of all objects in a text.
func keysOf(t *testing.T, text []byte) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	var visit func(any)
	visit = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, of := range v {
				if key == "schema" { // the stored document
					continue
				}
				keys[key] = true
				visit(of)
			}
		case []any:
			for _, of := range v {
				visit(of)
			}
		}
	}
	var v any
	require.NoError(t, json.Unmarshal(text, &v))
	visit(v)
	return keys
}

func nameOfType(value any) string { return strings.TrimPrefix(fmt.Sprintf("%T", value), "*") }

// A new exported type is in jsonValues, or says in noJSON why it has no form.
func TestJSONForgetsNoType(t *testing.T) {
	known := map[string]bool{}
	for _, value := range jsonValues(t) {
		known[nameOfType(value)] = true
	}
	packages := []string{
		"association/feed", "association/recommend", "association/retention", "association/importer", "association/domains",
	}
	for _, f := range goFiles(t) {
		if f.isTest() || !slices.Contains(packages, f.dir()) {
			continue
		}
		for _, name := range exportedValues(f) {
			if _, excused := noJSON[name]; !known[name] && !excused {
				t.Errorf("%s: %s is neither in jsonValues nor in noJSON", f.path, name)
			}
		}
	}
}

// exportedValues returns the exported struct types and enumerations of a file.
func exportedValues(f goFile) (names []string) {
	for _, d := range f.Decls {
		types, is := d.(*ast.GenDecl)
		if !is {
			continue
		}
		for _, spec := range types.Specs {
			of, is := spec.(*ast.TypeSpec)
			if !is || !of.Name.IsExported() {
				continue
			}
			switch kind := of.Type.(type) {
			case *ast.StructType:
				names = append(names, f.Name.Name+"."+of.Name.Name)
			case *ast.Ident:
				if strings.HasPrefix(kind.Name, "uint") {
					names = append(names, f.Name.Name+"."+of.Name.Name)
				}
			}
		}
	}
	return names
}

// Whatever a text says, reading it never panics, and what was read is written and read again
// as the same value.
func FuzzJSON(f *testing.F) {
	values := jsonValues(f)
	for i, value := range values {
		text, err := json.Marshal(value)
		require.NoError(f, err)
		f.Add(i, string(text))
	}
	f.Fuzz(func(t *testing.T, i int, text string) {
		kind := reflect.TypeOf(values[((i%len(values))+len(values))%len(values)]).Elem()
		first := reflect.New(kind)
		if json.Unmarshal([]byte(text), first.Interface()) != nil {
			return
		}
		written, err := json.Marshal(first.Interface())
		if err != nil {
			return // such as a zero reference in a list, which no graph returns
		}
		second := reflect.New(kind)
		require.NoError(t, json.Unmarshal(written, second.Interface()), "%s", written)
		again, err := json.Marshal(second.Interface())
		require.NoError(t, err)
		require.Equal(t, string(written), string(again))
	})
}
