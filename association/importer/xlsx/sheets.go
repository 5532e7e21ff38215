package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/relata-go/relata/association/importer"
)

// relations is where an archive says in which parts the sheets are.
const relations = "xl/_rels/workbook.xml.rels"

// findSheets learns the names of the sheets and in which parts of the archive they are.
func (b *Workbook) findSheets() error {
	var known struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	part, err := b.part(relations)
	if err != nil {
		return err
	}
	defer func() { _ = part.Close() }()
	if err := xml.NewDecoder(part).Decode(&known); err != nil {
		return notWorkbook(relations + ": " + err.Error())
	}
	targets := map[string]string{}
	for _, r := range known.Relationship {
		target := "/xl/" + r.Target
		if strings.HasPrefix(r.Target, "/") {
			target = r.Target
		}
		targets[r.ID] = path.Clean(target)[1:]
	}
	_ = b.file.GetSheetList() // makes the library read the list
	if b.file.WorkBook == nil {
		return notWorkbook("it has no sheets")
	}
	for _, s := range b.file.WorkBook.Sheets.Sheet {
		if part := targets[s.ID]; strings.HasPrefix(strings.ToLower(part), "xl/worksheets/") { // others are charts
			b.sheets = append(b.sheets, Sheet{Name: s.Name, Hidden: s.State != "" && s.State != "visible", part: part})
		}
	}
	return nil
}

// part opens a part of the archive.
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

// ErrSheet is the error of a sheet that a workbook does not have.
var ErrSheet = errors.New("no such sheet")

// Rows returns the rows of the sheet of that name, which may be hidden; of the first
// one that is not hidden where name is empty. Hidden rows and columns are rows and
// columns like any other. A sheet that is not there is an [ErrSheet], and one that is
// not well-formed an [importer.FileError]: all of it is looked at before its first row
// is given.
func (b *Workbook) Rows(name string) (rows importer.Rows, err error) {
	sheet, found := b.sheet(name)
	if !found {
		return nil, fmt.Errorf("%w: %q: the workbook has %q", ErrSheet, name, b.names())
	}
	defer guard(&err)
	flaws, err := b.proofread(sheet)
	if err != nil {
		return nil, err
	}
	read, err := b.file.Rows(sheet.Name)
	if err != nil {
		return nil, &importer.FileError{Sheet: sheet.Name, Reason: err.Error()}
	}
	return &sheetRows{sheet: sheet.Name, rows: read, flaws: flaws}, nil
}

func (b *Workbook) sheet(name string) (Sheet, bool) {
	for _, s := range b.sheets {
		if s.Name == name || name == "" && !s.Hidden {
			return s, true
		}
	}
	return Sheet{}, false
}

func (b *Workbook) names() []string {
	var names []string
	for _, s := range b.sheets {
		names = append(names, s.Name)
	}
	return names
}
