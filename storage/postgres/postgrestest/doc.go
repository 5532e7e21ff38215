// Package postgrestest gives tests a PostgreSQL server of their own.
//
// [Start] is what most tests need: a new and empty database on a server that the
// test process shares. [Launch] gives a server that the test may kill and restart.
// Servers are made by initdb in a temporary folder, listen on the loopback address
// alone, and end with the process that started them, however that ends.
//
// The package installs nothing and leaves nothing. Where no server can be
// started the test is skipped with the reason; where the environment says CI=true it
// fails, so that a gate cannot pass by testing nothing.
package postgrestest
