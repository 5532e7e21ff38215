package postgres_test

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
)

// A contact's row and its company are written together.
func ExampleDB_InTx() {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, "postgres://crm@db.internal/crm")
	if err != nil {
		return
	}
	db, err := postgres.New(ctx, pool, nil)
	if err != nil {
		return
	}
	graph, err := association.Open(ctx, db.Account("portal 7"), nil) // once, and kept
	if err != nil {
		return
	}

	ann, acme := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	err = db.InTx(ctx, pool, "portal 7", func(ctx context.Context, tx pgx.Tx, store storage.Storage) error {
		if _, err := graph.Within(store).Associate(ctx, ann, acme); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO contact (id, email) VALUES ($1, $2)", ann.ID, "ann@example.com")
		return err
	})
	fmt.Println(err)
}

// The same for an application that uses database/sql.
func ExampleDB_InSQLTx() {
	ctx := context.Background()
	pool, err := sql.Open("pgx", "postgres://crm@db.internal/crm") // imports github.com/jackc/pgx/v5/stdlib
	if err != nil {
		return
	}
	db, err := postgres.Open(ctx, "postgres://crm@db.internal/crm", nil)
	if err != nil {
		return
	}
	graph, err := association.Open(ctx, db.Account("portal 7"), nil) // once, and kept
	if err != nil {
		return
	}

	ann, acme := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	err = db.InSQLTx(ctx, pool, "portal 7", func(ctx context.Context, tx *sql.Tx, store storage.Storage) error {
		if _, err := graph.Within(store).Associate(ctx, ann, acme); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO contact (id, email) VALUES ($1, $2)", ann.ID, "ann@example.com")
		return err
	})
	fmt.Println(err)
}
