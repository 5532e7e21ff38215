//go:build !unix

package sqlite

// syncFolder does nothing on systems where a folder cannot be opened and synced. The file
// system keeps its names durable there.
func syncFolder(string) error { return nil }
