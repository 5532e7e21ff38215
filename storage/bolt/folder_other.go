//go:build !unix

package bolt

// syncFolder does nothing where folders cannot be opened: there their names are the
// file system's business.
func syncFolder(string) error { return nil }
