package main

import (
	"context"
	"log/slog"

	"github.com/relata-go/relata/association"
)

// logTo returns an observer that writes a line for each operation and each read: failures
// that are the caller's to handle as information, failures of the store as errors.
func logTo(logger *slog.Logger) func(context.Context, association.Observation) {
	return func(ctx context.Context, o association.Observation) {
		level := slog.LevelInfo
		if o.Code.HTTPStatus() >= 500 {
			level = slog.LevelError
		}
		if !logger.Enabled(ctx, level) {
			return
		}
		attributes := []slog.Attr{
			slog.String("name", o.Name), slog.String("call", o.Call), slog.Duration("duration", o.Duration),
			slog.Int("storeCalls", o.StoreCalls), slog.Int("rowsRead", o.RowsRead), slog.Int("rowsWritten", o.RowsWritten),
			slog.Int("retries", o.Retries),
		}
		if o.Operations > 0 {
			attributes = append(attributes, slog.String("outcome", o.Outcome.String()), slog.String("source", o.Source.String()))
		}
		if o.Err != nil {
			attributes = append(attributes, slog.String("code", o.Code.String()), slog.Any("error", o.Err))
		}
		logger.LogAttrs(ctx, level, "association", attributes...)
	}
}
