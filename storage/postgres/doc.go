// Package postgres keeps graphs in a PostgreSQL database.
package postgres
