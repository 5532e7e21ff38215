// Package pebble keeps a graph in a folder, with Pebble.
package pebble
