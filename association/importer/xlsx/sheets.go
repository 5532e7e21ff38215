package xlsx

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/failure"
)

// relationsPart is the part of the archive that says in which parts the sheets are.
const relationsPart = "xl/_rels/workbook.xml.rels"

// findSheets finds the names of the sheets and the parts of the archive that they are in.
func (b *Workbook) findSheets() error {
	var known struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	part, err := b.part(relationsPart)
	if err != nil {
		return err
	}
	defer func() { _ = part.Close() }()
	if err := xml.NewDecoder(part).Decode(&known); err != nil {
		return notWorkbook(relationsPart + ": " + err.Error())
	}
	targets := map[string]string{}
	for _, r := range known.Relationship {
		target := "/xl/" + r.Target
		if strings.HasPrefix(r.Target, "/") {
			target = r.Target
		}
		targets[r.ID] = path.Clean(target)[1:]
	}
	_ = b.file.GetSheetList() // this call makes the library read the list
	if b.file.WorkBook == nil {
		return notWorkbook("it has no sheets")
	}
	for _, s := range b.file.WorkBook.Sheets.Sheet {
		if part := targets[s.ID]; strings.HasPrefix(strings.ToLower(part), "xl/worksheets/") { // other parts are charts
			b.sheets = append(b.sheets, Sheet{Name: s.Name, Hidden: s.State != "" && s.State != "visible", part: part})
		}
	}
	return nil
}

// part opens a part of the archive. Names are compared as spreadsheets do: in any case, and
// with either slash.
func (b *Workbook) part(name string) (io.ReadCloser, error) {
	for _, f := range b.archive.File {
		if strings.EqualFold(strings.ReplaceAll(f.Name, "\\", "/"), name) {
			part, err := f.Open()
			if err != nil {
				return nil, notWorkbook(name + ": " + err.Error())
			}
			return part, nil
		}
	}
	return nil, notWorkbook("it has no part " + name)
}

// ErrSheet is the error of a sheet that the workbook does not have.
var ErrSheet = failure.Sentinel(failure.Invalid, "xlsx.ErrSheet", "no such sheet")

// Rows returns the rows of the sheet with the given name, which may be hidden. An empty name
// means the first sheet that is not hidden. Hidden rows and columns are read like all others. A
// sheet that does not exist is an [ErrSheet]. A sheet that is not well-formed is an
// [importer.FileError]; the whole sheet is checked before Rows returns.
func (b *Workbook) Rows(name string) (rows importer.Rows, err error) {
	sheet, found := b.sheet(name)
	if !found {
		return nil, fmt.Errorf("%w: %q: the workbook has %q", ErrSheet, name, b.names())
	}
	defer recoverError(&err)
	faults, err := b.check(sheet)
	if err != nil {
		return nil, err
	}
	read, err := b.file.Rows(sheet.Name)
	if err != nil {
		return nil, &importer.FileError{Sheet: sheet.Name, Reason: err.Error()}
	}
	return &sheetRows{sheet: sheet.Name, rows: read, faults: faults}, nil
}

// sheet returns the sheet of a name, or for an empty name the first sheet that is not hidden.
func (b *Workbook) sheet(name string) (Sheet, bool) {
	for _, s := range b.sheets {
		if s.Name == name || name == "" && !s.Hidden {
			return s, true
		}
	}
	return Sheet{}, false
}

// names returns the names of all sheets, for an error.
func (b *Workbook) names() []string {
	var names []string
	for _, s := range b.sheets {
		names = append(names, s.Name)
	}
	return names
}
