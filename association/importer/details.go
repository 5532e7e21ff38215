package importer

import (
	"fmt"
	"io"
	"maps"
	"strings"
)

// Details are a file that describes the records of an [End]: companies with their
// names and addresses, say, while the file that is imported has their domains only. All
// of it is read before the first row is imported, and held in memory. Its rows are read
// as those of the other file are, and what is wrong with one is in the same report; so
// is a key of two different rows. A record whose row is wrong is not looked up: the rows
// of the import that name it fail.
type Details struct {
	File string // its name, for the report
	Rows Rows
	Key  string // the header of the column of the key, as the End's Header has it
}

// check returns what is wrong with an end whatever the file.
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

// A detail is what another file says about one key.
type detail struct {
	cells map[string]string // by header
	wrong *fault            // why it says nothing
}

// A detailed end knows what another file says about its keys.
type detailed map[string]*detail

// describe reads the files of details, one after the other, and notes their errors.
func (r *run) describe() error {
	for i, end := range r.mapping.ends() {
		r.details = append(r.details, nil)
		if end.Details == nil {
			continue
		}
		r.details[i] = detailed{}
		if err := r.readDetails(end, r.details[i]); err != nil {
			return err
		}
	}
	return nil
}

// readDetails reads one of the files.
func (r *run) readDetails(end End, known detailed) error {
	t := &table{file: end.Details.File, rows: end.Details.Rows}
	if err := t.header(); err != nil {
		return err
	}
	if _, err := t.columns([]column{{header: end.Details.Key}}); err != nil {
		return err
	}
	key, all := 0, []column(nil)
	for _, header := range t.headers {
		switch header {
		case "": // a column without a name cannot be asked for
			continue
		case strings.TrimSpace(end.Details.Key):
			key = len(all)
			all = append(all, column{header: header, of: end.Type})
		default:
			all = append(all, column{header: header})
		}
	}
	var err error
	if t.wanted, err = t.columns(all); err != nil {
		return err
	}
	read := row{cells: make([]string, len(t.wanted))}
	for {
		read.faults = read.faults[:0]
		switch err := t.next(&read); err {
		case nil:
			known.add(&read, key)
			r.blamed(t.file, &read)
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

// add takes a row, whose key is in the given cell.
func (known detailed) add(r *row, key int) {
	text := r.cells[key]
	if text == "" {
		if r.good() {
			r.blame(MissingValue, key, nil)
		}
		return // a row without a key describes nobody
	}
	now := &detail{cells: make(map[string]string, len(r.cells))}
	for i, c := range r.columns {
		now.cells[c.header] = r.cells[i]
	}
	was := known[text]
	switch {
	case !r.good():
		now.wrong = &fault{kind: BadDetails, err: fmt.Errorf("line %d of its details cannot be read", r.line)}
	case was == nil:
	case was.wrong != nil || maps.Equal(was.cells, now.cells):
		return
	default:
		r.blame(DuplicateKey, key, nil)
		now.wrong = &fault{kind: Ambiguous, err: fmt.Errorf("%w: line %d and an earlier one of its details differ", ErrAmbiguous, r.line)}
	}
	known[text] = now
}

// of returns a copy of what is said about a key, nil for nothing. The lookup owns it.
func (known detailed) of(key string) map[string]string {
	if d := known[key]; d != nil {
		return maps.Clone(d.cells)
	}
	return nil
}

// described reports whether what the details say of a row's key is right, if anything.
func (r *run) described(row *row, cell int) bool {
	d := r.details[cell][row.cells[cell]]
	if d == nil || d.wrong == nil {
		return true
	}
	row.blame(d.wrong.kind, cell, d.wrong.err)
	return false
}
