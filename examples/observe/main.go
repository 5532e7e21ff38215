// Command observe shows what a graph does, as logs, traces and metrics.
//
//	go run ./examples/observe
//
// The observer of logs.go writes to log/slog, those of telemetry.go make spans and metrics of
// OpenTelemetry. Here the exporters keep everything in memory and run prints it; a service gives
// its own providers to traceWith and measureWith and changes nothing else.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "observe:", err)
		os.Exit(1)
	}
}

var (
	ida   = record.New(record.Contacts, "ida")
	mill  = record.New(record.Companies, "mill")
	forge = record.New(record.Companies, "forge")
)

// encoder writes the attributes of a metric.
var encoder = attribute.DefaultEncoder()

// run handles a request of an application, and prints to w how it was observed.
func run(ctx context.Context, w io.Writer) error {
	spans := tracetest.NewInMemoryExporter()
	tracer := trace.NewTracerProvider(trace.WithSyncer(spans)).Tracer("observe")
	reader := metric.NewManualReader()
	measure, err := measureWith(metric.NewMeterProvider(metric.WithReader(reader)).Meter("observe"))
	if err != nil {
		return err
	}
	graph, err := association.Open(ctx, memory.New(), &association.Options{
		Observe: all(logTo(newLogger(w)), traceWith(tracer), measure),
	})
	if err != nil {
		return err
	}
	request, span := tracer.Start(ctx, "POST /contacts/ida/companies")
	if err := handle(request, graph.As(history.By(history.API))); err != nil {
		return err
	}
	span.End()
	printSpans(w, spans.GetSpans())
	return printMetrics(ctx, w, reader)
}

// handle links a contact with two companies, and asks for a primary that is not linked.
func handle(ctx context.Context, graph *association.Graph) error {
	_, err := graph.Do(ctx, &association.Associate{From: ida, To: mill}, &association.Associate{From: ida, To: forge})
	if err != nil {
		return err
	}
	if _, err := graph.SetPrimary(ctx, ida, record.New(record.Companies, "dairy")); err == nil {
		return fmt.Errorf("a company that is not linked became primary")
	}
	for _, err := range graph.Links(ctx, ida, record.Companies) {
		if err != nil {
			return err
		}
	}
	return nil
}

// newLogger returns a logger that leaves out times, which differ at every run.
func newLogger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "duration" {
				return slog.Attr{}
			}
			return a
		},
	}))
}

func printSpans(w io.Writer, spans tracetest.SpanStubs) {
	fmt.Fprintln(w, "\nspans:")
	for _, s := range spans {
		parent := "no parent"
		for _, other := range spans {
			if other.SpanContext.SpanID() == s.Parent.SpanID() {
				parent = "of " + other.Name
			}
		}
		fmt.Fprintf(w, "%s, %s %s\n", s.Name, parent, s.Status.Description)
	}
}

func printMetrics(ctx context.Context, w io.Writer, reader metric.Reader) error {
	var collected metricdata.ResourceMetrics
	if err := reader.Collect(ctx, &collected); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nmetrics:")
	var lines []string
	for _, m := range collected.ScopeMetrics[0].Metrics {
		switch data := m.Data.(type) {
		case metricdata.Sum[int64]:
			for _, p := range data.DataPoints {
				lines = append(lines, fmt.Sprintf("%s %s: %d", m.Name, p.Attributes.Encoded(encoder), p.Value))
			}
		case metricdata.Histogram[float64]:
			for _, p := range data.DataPoints {
				lines = append(lines, fmt.Sprintf("%s %s: %d times", m.Name, p.Attributes.Encoded(encoder), p.Count))
			}
		}
	}
	slices.Sort(lines)
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}
