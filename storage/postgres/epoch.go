package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Positions contain transaction numbers, which increase along one history of one server.
// Another history begins when a dump is loaded into another server, when a standby is
// promoted, and when a server recovers to an earlier moment. There the numbers can come
// again, so each history has an epoch of its own. A history is told by the server's
// system identifier and timeline.
const (
	sqlCluster = `SELECT (SELECT system_identifier FROM pg_control_system()) || '/' ||
		(SELECT timeline_id FROM pg_control_checkpoint())`
	sqlEpoch = `SELECT cluster FROM relata.meta`

	// sqlAhead asks whether an account has an event with a number that the server has
	// not given yet.
	sqlAhead = `SELECT EXISTS (SELECT 1 FROM relata.account a, relata.meta m, LATERAL (
			SELECT e.epoch, e.xid FROM relata.event e WHERE e.account = a.account
			ORDER BY e.epoch DESC, e.xid DESC, e.seq DESC LIMIT 1) e
		WHERE e.epoch = m.epoch AND e.xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)`

	// A transaction that writes an event locks the table before it reads the epoch. So
	// after this lock no event of the old epoch is written any more.
	sqlStopEvents = `LOCK TABLE relata.event IN SHARE ROW EXCLUSIVE MODE`
	sqlBegun      = `INSERT INTO relata.meta (epoch, cluster) VALUES (1, $1) ON CONFLICT DO NOTHING`
	sqlRenew      = `UPDATE relata.meta SET epoch = epoch + 1, cluster = $1 WHERE cluster = $2`
)

// codeForbidden is the SQLSTATE of a missing right.
const codeForbidden = "42501"

// renew begins a new epoch if the stored positions come from another history.
func (d *database) renew(ctx context.Context, conn *pgx.Conn) error {
	cluster, err := clusterOf(ctx, conn)
	if err != nil {
		return fmt.Errorf("ask which server this is: %w", err)
	}
	var stored string
	switch err := conn.QueryRow(ctx, d.tables.in(sqlEpoch)).Scan(&stored); {
	case errors.Is(err, pgx.ErrNoRows):
		_, err := conn.Exec(ctx, d.tables.in(sqlBegun), cluster)
		return err
	case err != nil:
		return err
	}
	another := stored != cluster
	if cluster == "" {
		if err := conn.QueryRow(ctx, d.tables.in(sqlAhead)).Scan(&another); err != nil {
			return err
		}
	}
	if !another {
		return nil
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, d.tables.in(sqlStopEvents)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, d.tables.in(sqlRenew), cluster, stored)
		return err
	})
}

// clusterOf returns the name of this server's history, or "" if the role has no right to
// ask. Without a name, renew compares the numbers.
func clusterOf(ctx context.Context, conn *pgx.Conn) (cluster string, err error) {
	err = conn.QueryRow(ctx, sqlCluster).Scan(&cluster)
	var e *pgconn.PgError
	if errors.As(err, &e) && e.Code == codeForbidden {
		return "", nil
	}
	return cluster, err
}
