// Package kv makes a storage.Storage of any ordered, transactional key-value store.
package kv
