// Program service is an HTTP service for contacts, companies and deals: their associations,
// with labels, primary, history, undo and merge. It shows how little a service adds to the
// library: values are written as JSON as they are, and every error has a status.
//
//	go run . -store memory:                                  # or bolt:FILE, sqlite:FILE, postgres:DSN
//	curl -X PUT localhost:8080/contacts/1 -d '{"name": "Ann", "companies": ["10"]}'
//	curl localhost:8080/contacts/1/companies
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// declared is what the service needs of its account, ensured at every start.
var declared = schema.Declaration{
	Labels: []label.Definition{
		label.Single(record.Contacts, record.Companies, "Manager"),
		label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to"),
	},
	Limits: []schema.Limit{{From: record.Deals, To: record.Contacts, Max: 20}},
}

func main() {
	url := flag.String("store", "memory:", "where the associations are: memory:, bolt:FILE, pebble:DIR, sqlite:FILE or postgres:DSN")
	address := flag.String("listen", "localhost:8080", "where the service listens")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *url, *address); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, url, address string) error {
	s, err := newService(ctx, url, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	server := &http.Server{Addr: address, Handler: s.handler()}
	context.AfterFunc(ctx, func() { _ = server.Shutdown(context.Background()) })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// A service serves the associations of an account, and the records that it owns itself.
type service struct {
	graph *association.Graph
	rows  rows
	io.Closer
}

// An answer is what a request gets as JSON, or an error.
type answer func(r *http.Request) (any, error)

func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, of := range map[string]answer{
		"PUT /{type}/{id}":                     s.save,
		"GET /{type}/{id}":                     s.card,
		"DELETE /{type}/{id}":                  s.remove,
		"POST /{type}/{id}/restore":            s.restore,
		"POST /{type}/{id}/merge":              s.merge,
		"GET /{type}/{id}/{to}":                s.page,
		"PUT /{type}/{id}/{to}/{other}":        s.associate,
		"DELETE /{type}/{id}/{to}/{other}":     s.dissociate,
		"PUT /{type}/{id}/{to}/{other}/labels": s.labels,
		"GET /{type}/{id}/{to}/history":        s.history,
		"POST /undo/{operation}":               s.undo,
		"POST /apply":                          s.apply,
		"POST /import":                         s.upload,
	} {
		mux.Handle(pattern, of)
	}
	return mux
}

// ServeHTTP writes the answer, or the report of its error with the status that suits it.
func (of answer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 10<<20)
	value, err := of(r)
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		w.WriteHeader(failure.CodeOf(err).HTTPStatus())
		value = failure.ReportOf(err)
	}
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}

// as returns the graph for the user and the request that the headers name.
func (s *service) as(r *http.Request) *association.Graph {
	return s.graph.As(history.ByUser(r.Header.Get("X-User"), "").WithRequest(r.Header.Get("X-Request-Id")))
}

// of and to are the two records, or the record and the type, of a path.
func of(r *http.Request) record.Ref {
	return record.New(record.Type(r.PathValue("type")), record.ID(r.PathValue("id")))
}

func to(r *http.Request) record.Ref {
	return record.New(record.Type(r.PathValue("to")), record.ID(r.PathValue("other")))
}

// read decodes the body. A text that does not parse is the client's error.
func read(r *http.Request, into any) error {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil && err != io.EOF {
		return errors.Join(errBody, err)
	}
	return nil
}

var errBody = failure.Sentinel(failure.Invalid, "service.errBody", "the body is not what this request takes")

// save writes the service's own row and the record's first companies, both or neither.
func (s *service) save(r *http.Request) (any, error) {
	var body struct {
		Name      string      `json:"name"`
		Companies []record.ID `json:"companies"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	ops := make([]association.Operation, len(body.Companies))
	for i, id := range body.Companies {
		ops[i] = &association.Associate{From: of(r), To: record.New(record.Companies, id)}
	}
	return s.rows.save(r.Context(), s.as(r), of(r), body.Name, ops)
}

func (s *service) card(r *http.Request) (any, error) {
	return s.graph.Card(r.Context(), of(r), 10)
}

func (s *service) remove(r *http.Request) (any, error) {
	return s.as(r).DeleteRecord(r.Context(), of(r))
}

func (s *service) restore(r *http.Request) (any, error) {
	return s.as(r).RestoreRecord(r.Context(), of(r))
}

// merge takes the id of the record that ends.
func (s *service) merge(r *http.Request) (any, error) {
	var merged record.ID
	if err := read(r, &merged); err != nil {
		return nil, err
	}
	return s.as(r).MergeRecords(r.Context(), of(r), record.New(of(r).Type, merged))
}

func (s *service) page(r *http.Request) (any, error) {
	query := association.Query{Max: number(r, "size")}
	if err := query.After.UnmarshalText([]byte(r.FormValue("after"))); err != nil {
		return nil, err
	}
	return s.graph.Page(r.Context(), of(r), record.Type(r.PathValue("to")), query)
}

func number(r *http.Request, name string) int {
	n, _ := strconv.Atoi(r.FormValue(name)) // no number means the default
	return n
}

// associate takes the labels, and whether the other record becomes primary.
func (s *service) associate(r *http.Request) (any, error) {
	var body struct {
		Labels []label.Label `json:"labels"`
		Mark   primary.Mark  `json:"mark"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return s.one(r, &association.Associate{From: of(r), To: to(r), Labels: body.Labels, Mark: body.Mark})
}

// dissociate takes the successor of a primary, if there is one to name.
func (s *service) dissociate(r *http.Request) (any, error) {
	op := &association.Dissociate{From: of(r), To: to(r)}
	if id := r.FormValue("successor"); id != "" {
		op.Successor = record.New(op.To.Type, record.ID(id))
	}
	return s.one(r, op)
}

func (s *service) labels(r *http.Request) (any, error) {
	op := &association.SetLabels{From: of(r), To: to(r)}
	if err := read(r, &op.Labels); err != nil {
		return nil, err
	}
	return s.one(r, op)
}

func (s *service) one(r *http.Request, op association.Operation) (any, error) {
	results, err := s.as(r).Do(r.Context(), op)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// history shows the panel of a type, with the names of the records.
func (s *service) history(r *http.Request) (any, error) {
	return s.graph.Panel(r.Context(), of(r), record.Type(r.PathValue("to")), s.rows.names)
}

// undo returns the plan that takes an operation back, for the user to confirm.
func (s *service) undo(r *http.Request) (any, error) {
	id, err := history.ParseOperation(r.PathValue("operation"))
	if err != nil {
		return nil, err
	}
	return s.as(r).Plan(r.Context(), &association.Undo{Operation: id})
}

// apply does what a plan shows, if it still would.
func (s *service) apply(r *http.Request) (any, error) {
	var plan association.Plan
	if err := read(r, &plan); err != nil {
		return nil, err
	}
	return s.graph.Apply(r.Context(), &plan)
}

// upload imports a CSV file of contacts and companies.
func (s *service) upload(r *http.Request) (any, error) {
	mapping := importer.Mapping{
		From:   importer.End{Type: record.Contacts, Header: "Contact"},
		To:     importer.End{Type: record.Companies, Header: "Company"},
		Labels: "Labels",
	}
	report, err := importer.Run(r.Context(), s.graph, r.Body, mapping, &importer.Options{DryRun: r.FormValue("dry") != ""})
	return report, err
}
