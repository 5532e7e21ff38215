// Package bolt keeps a graph in one file, with bbolt.
package bolt
