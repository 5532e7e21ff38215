package importer

import (
	"fmt"
	"io"
	"maps"
	"strings"
)

// Details are another file that describes the records of an [End]. For example, this file has
// the names and addresses of companies, while the file that is imported has only their domains.
//
// The whole file is read before the first row is imported, and held in memory. Its rows are
// read in the same way, and their errors are in the same report. A key with two different rows
// is an error too. A record whose row is wrong is not looked up, and the imported rows that
// name the record fail.
type Details struct {
	File string // the file's name, for the report
	Rows Rows
	Key  string // the header of the column that has the key of the End
}

// check returns the error of an end that is wrong for every file.
func (e End) check() error {
	switch {
	case e.Details == nil:
		return nil
	case e.Lookup == nil:
		return fmt.Errorf("%w: the details of column %q are for a Lookup, and there is none", ErrMapping, e.Header)
	case e.Details.Rows == nil || strings.TrimSpace(e.Details.Key) == "":
		return fmt.Errorf("%w: the details of column %q need rows and the header of their key", ErrMapping, e.Header)
	}
	return nil
}

// A detail is the row of a Details file for one key.
type detail struct {
	cells map[string]string // by header
	fault *fault            // why the row cannot be used; nil: no fault
}

// details are the rows of a Details file, by key.
type details map[string]*detail

// readAllDetails reads the Details of all ends, each file after the other.
func (r *run) readAllDetails() error {
	for i, end := range r.mapping.ends() {
		r.details = append(r.details, nil)
		if end.Details == nil {
			continue
		}
		r.details[i] = details{}
		if err := r.readDetails(end, r.details[i]); err != nil {
			return err
		}
	}
	return nil
}

// readDetails reads a Details file into known.
func (r *run) readDetails(end End, known details) error {
	t := &table{file: end.Details.File, rows: end.Details.Rows}
	if err := t.readHeader(); err != nil {
		return err
	}
	key, err := t.wantAll(end)
	if err != nil {
		return err
	}
	read := row{cells: make([]string, len(t.wanted))}
	for {
		read.faults = read.faults[:0]
		switch err := t.next(&read); err {
		case nil:
			known.add(&read, key)
			r.listDetailFaults(t.file, &read)
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

// wantAll makes t read every column of a Details file that has a name, and returns which
// cell has the key.
func (t *table) wantAll(end End) (key int, err error) {
	// A missing key is reported before two columns of the same name are.
	if _, err := t.findColumns([]column{{header: end.Details.Key}}); err != nil {
		return 0, err
	}
	var all []column
	for _, header := range t.headers {
		switch header {
		case "": // the lookup could not name the cell
			continue
		case strings.TrimSpace(end.Details.Key):
			key = len(all)
			all = append(all, column{header: header, of: end.Type})
		default:
			all = append(all, column{header: header})
		}
	}
	t.wanted, err = t.findColumns(all)
	return key, err
}

// add adds a row, whose key is in the given cell.
func (known details) add(r *row, key int) {
	text := r.cells[key]
	if text == "" {
		if r.valid() {
			r.addFault(MissingValue, key, nil)
		}
		return // a row without a key describes no record
	}
	now := &detail{cells: make(map[string]string, len(r.cells))}
	for i, c := range r.columns {
		now.cells[c.header] = r.cells[i]
	}
	was := known[text]
	switch {
	case !r.valid():
		now.fault = &fault{kind: BadDetails, err: fmt.Errorf("line %d of its details cannot be read", r.line)}
	case was == nil:
	case was.fault != nil || maps.Equal(was.cells, now.cells):
		return
	default:
		r.addFault(DuplicateKey, key, nil)
		now.fault = &fault{kind: Ambiguous, err: fmt.Errorf("%w: line %d and an earlier one of its details differ", ErrAmbiguous, r.line)}
	}
	known[text] = now
}

// of returns a copy of the row of a key, or nil. The lookup may change the copy.
func (known details) of(key string) map[string]string {
	if d := known[key]; d != nil {
		return maps.Clone(d.cells)
	}
	return nil
}

// hasValidDetails reports whether the row of Details for a key can be used, or does not exist.
// If the row is wrong, its fault is added to the row that is imported.
func (r *run) hasValidDetails(row *row, cell int) bool {
	d := r.details[cell][row.cells[cell]]
	if d == nil || d.fault == nil {
		return true
	}
	row.addFault(d.fault.kind, cell, d.fault.err)
	return false
}
