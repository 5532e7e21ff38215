package postgres_test

import (
	"context"
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
	"github.com/relata-go/relata/storage/storagetest/contend"
)

// Writers who meet at the same records break no law.
func TestContend(t *testing.T) {
	contend.Run(t, func(t *testing.T) storage.Storage { return open(t, nil) }, nil)
}

// Nor do writers of several processes.
func TestContendOfProcesses(t *testing.T) {
	contend.Processes(t, contend.Backend{
		Place: func(t *testing.T) string { return postgrestest.Start(t) },
		Open: func(ctx context.Context, dsn string) (storage.Storage, error) {
			return postgres.Open(ctx, dsn, nil)
		},
	}, nil)
}
