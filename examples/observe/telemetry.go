package main

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/failure"
)

// traceWith returns an observer that makes a span of each operation and each read. The span is
// a child of the span in the caller's context. It is made when the call has ended, with the
// times of the call, so that the graph needs no knowledge of traces.
func traceWith(tracer trace.Tracer) func(context.Context, association.Observation) {
	return func(ctx context.Context, o association.Observation) {
		_, span := tracer.Start(ctx, o.Name, trace.WithTimestamp(o.Start), trace.WithAttributes(
			attribute.String("relata.call", o.Call),
			attribute.Int("relata.store_calls", o.StoreCalls),
			attribute.Int("relata.rows_read", o.RowsRead),
			attribute.Int("relata.rows_written", o.RowsWritten),
			attribute.Int("relata.retries", o.Retries),
		))
		if o.Operations > 0 {
			span.SetAttributes(attribute.String("relata.outcome", o.Outcome.String()), attribute.String("relata.source", o.Source.String()))
			if !o.Group.IsZero() {
				span.SetAttributes(attribute.String("relata.group", o.Group.String()))
			}
		}
		if o.Code != failure.None {
			span.RecordError(o.Err)
			span.SetStatus(codes.Error, o.Code.String())
		}
		span.End(trace.WithTimestamp(o.Start.Add(o.Duration)))
	}
}

// measureWith returns an observer that counts operations and reads, and the work that they give
// to the store. Every attribute has few values: no id of a record or an operation is among them.
func measureWith(meter metric.Meter) (func(context.Context, association.Observation), error) {
	duration, err := meter.Float64Histogram("relata.duration", metric.WithUnit("s"),
		metric.WithDescription("time of an operation or a read"))
	if err != nil {
		return nil, err
	}
	counters := make([]metric.Int64Counter, 4)
	for i, name := range []string{"relata.store_calls", "relata.rows_read", "relata.rows_written", "relata.retries"} {
		if counters[i], err = meter.Int64Counter(name); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context, o association.Observation) {
		of := metric.WithAttributeSet(attribute.NewSet(
			attribute.String("name", o.Name), attribute.String("code", o.Code.String()), attribute.String("outcome", outcome(o))))
		duration.Record(ctx, o.Duration.Seconds(), of)
		for i, n := range []int{o.StoreCalls, o.RowsRead, o.RowsWritten, o.Retries} {
			if n > 0 {
				counters[i].Add(ctx, int64(n), of)
			}
		}
	}, nil
}

// outcome returns the outcome of an operation in a word, and "none" for everything else.
func outcome(o association.Observation) string {
	if o.Operations == 0 {
		return "none"
	}
	return o.Outcome.String()
}

// all returns an observer that calls several.
func all(observers ...func(context.Context, association.Observation)) func(context.Context, association.Observation) {
	return func(ctx context.Context, o association.Observation) {
		for _, observe := range observers {
			observe(ctx, o)
		}
	}
}
