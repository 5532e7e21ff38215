#!/usr/bin/env bash
# modernc.org/sqlite: does an empty BLOB come back as it was written?
#
# Guess: a []byte{} is written to a NOT NULL column as an empty BLOB, is read as a []byte{},
# and can be written again. A nil []byte is NULL, as in other drivers of database/sql.
#
# Found: the empty BLOB is stored as such, but is read as a nil []byte. The same variable
# written again is NULL, and the column refuses it: a program that copies a row from one
# table to another fails on a row that the first table has.
#
# The reason is in C: sqlite3_column_blob returns a NULL pointer for a BLOB without bytes, so
# only sqlite3_column_type tells the two apart. The driver asks for the type, and then returns
# a nil []byte all the same.
#
# In relata: query in storage/sqlite/connection.go makes nil empty on the way in, and blob
# in storage/sqlite/reader.go on the way out.
set -euo pipefail
version=v1.62.0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export GOWORK=off GOFLAGS=-mod=mod
cat >main.go <<'GO'
package main

import (
	"database/sql"
	"fmt"
	"os"
	"strings"

	_ "modernc.org/sqlite"
)

func must(err error) {
	if err != nil {
		fmt.Println("not expected:", err)
		os.Exit(1)
	}
}

func main() {
	db, err := sql.Open("sqlite", ":memory:")
	must(err)
	defer db.Close()
	db.SetMaxOpenConns(1) // each connection to :memory: has a database of its own
	_, err = db.Exec("CREATE TABLE t (v BLOB NOT NULL)")
	must(err)
	_, err = db.Exec("INSERT INTO t VALUES (?)", []byte{})
	must(err)

	var kind string
	var length int
	var value []byte
	must(db.QueryRow("SELECT typeof(v), length(v), v FROM t").Scan(&kind, &length, &value))
	fmt.Printf("written: []byte{}\nstored:  %s of %d bytes\nread:    %#v\n", kind, length, value)

	_, err = db.Exec("INSERT INTO t VALUES (?)", value)
	fmt.Println("again:  ", err)
	if kind != "blob" || length != 0 || value != nil || err == nil || !strings.Contains(err.Error(), "NOT NULL") {
		fmt.Println("CHANGED: this finding is history")
		os.Exit(1)
	}
}
GO
{ go mod init finding && go get "modernc.org/sqlite@$version"; } 2>install.log || { cat install.log; exit 1; }
go list -m modernc.org/sqlite
go run .

# Output:
#   modernc.org/sqlite v1.62.0
#   written: []byte{}
#   stored:  blob of 0 bytes
#   read:    []byte(nil)
#   again:   constraint failed: NOT NULL constraint failed: t.v (1299)
