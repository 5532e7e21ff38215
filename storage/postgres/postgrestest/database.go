package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// made counts the databases of this process, so that their names differ.
var made atomic.Int64

// A database is one that was made for a test.
type database struct{ admin, name string }

// newDatabase makes an empty database on the server that admin connects to.
func newDatabase(ctx context.Context, admin string) (database, error) {
	db := database{admin, fmt.Sprintf("relata_test_%d_%d", os.Getpid(), made.Add(1))}
	return db, execute(ctx, admin, "CREATE DATABASE "+db.name)
}

// dsn returns the connection string of d: the server's, with another database in it.
func (d database) dsn() (string, error) {
	if !strings.Contains(d.admin, "://") {
		return d.admin + " dbname=" + d.name, nil // the last one counts
	}
	u, err := url.Parse(d.admin)
	if err != nil {
		return "", err
	}
	u.Path = "/" + d.name
	return u.String(), nil
}

// drop removes d, with whatever is still connected to it.
func (d database) drop(t testing.TB) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := execute(ctx, d.admin, "DROP DATABASE IF EXISTS "+d.name+" WITH (FORCE)"); err != nil {
		t.Errorf("postgrestest: drop the test's database: %v", err)
	}
}

// execute sends one statement on a connection of its own.
func execute(ctx context.Context, dsn, sql string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}
