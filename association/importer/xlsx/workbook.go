package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/relata-go/relata/association/importer"
)

// Options change how a workbook is read. The zero Options and nil mean the defaults.
type Options struct {
	// MaxSize is how many bytes a workbook may have, packed and also unpacked,
	// inclusive. Zero: 1 GiB.
	MaxSize int64
	// TempDir is the folder to which sheets of more than 16 MiB are unpacked. Empty: the
	// system's folder for temporary files.
	TempDir string
}

// Limits of a workbook; all are inclusive.
const (
	defaultMaxSize = 1 << 30
	maxInMemory    = 16 << 20 // bytes of a part; a larger sheet is unpacked to a file
	maxParts       = 10_000   // files in the archive
)

// A Workbook is an open XLSX file. Only a single goroutine may use a Workbook at a time.
type Workbook struct {
	file    *excelize.File
	archive *zip.Reader
	sheets  []Sheet
}

// A Sheet is a table of a workbook.
type Sheet struct {
	Name   string
	Hidden bool   // hidden by the author, and still readable
	part   string // the part of the archive that has the sheet
}

// Open reads the workbook that r holds to the end. The caller closes the Workbook. The packed
// file and the texts that cells share are held in memory. Sheets are read row by row, and a
// large sheet from a temporary file. A file that is no workbook, or is larger than
// [Options.MaxSize], is an [importer.FileError].
func Open(r io.Reader, options *Options) (book *Workbook, err error) {
	var o Options
	if options != nil {
		o = *options
	}
	if o.MaxSize == 0 {
		o.MaxSize = defaultMaxSize
	}
	content, err := io.ReadAll(io.LimitReader(r, o.MaxSize+1))
	if err != nil {
		return nil, err
	}
	archive, err := openArchive(content, o.MaxSize)
	if err != nil {
		return nil, err
	}
	defer recoverError(&err)
	file, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		UnzipSizeLimit: o.MaxSize, UnzipXMLSizeLimit: min(maxInMemory, o.MaxSize), TmpDir: o.TempDir,
	})
	if err != nil {
		if file != nil {
			_ = file.Close()
		}
		return nil, notWorkbook(err.Error())
	}
	book = &Workbook{file: file, archive: archive}
	if err := book.open(); err != nil {
		_ = file.Close()
		return nil, err
	}
	return book, nil
}

// open finds the sheets and sets the formats in which cells are written.
func (b *Workbook) open() error {
	if err := b.findSheets(); err != nil {
		return err
	}
	return b.plainFormats()
}

// openArchive returns the archive of a workbook if that is not larger than most bytes. It adds
// up the sizes that the archive declares. A part that is larger than declared fails when it is
// read.
func openArchive(content []byte, most int64) (*zip.Reader, error) {
	switch {
	case int64(len(content)) > most:
		return nil, tooLarge(most)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")):
		return nil, notWorkbook("it is encrypted, or in the format of before 2007: save it as .xlsx without a password")
	case !bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return nil, notWorkbook("it is no archive")
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, notWorkbook(err.Error())
	}
	if len(archive.File) > maxParts {
		return nil, notWorkbook(fmt.Sprintf("it has %d parts, at most %d are read", len(archive.File), maxParts))
	}
	left := uint64(most)
	for _, part := range archive.File {
		if part.UncompressedSize64 > left {
			return nil, tooLarge(most)
		}
		left -= part.UncompressedSize64
	}
	return archive, nil
}

// Sheets returns the sheets of the workbook, in order, hidden sheets included.
func (b *Workbook) Sheets() []Sheet { return append([]Sheet(nil), b.sheets...) }

// Close removes the temporary files of the workbook. After that no row can be read.
func (b *Workbook) Close() error { return b.file.Close() }

// notWorkbook returns the error of a file that cannot be read as a workbook.
func notWorkbook(reason string) error {
	return &importer.FileError{Reason: "the file is no workbook (.xlsx) that can be read: " + reason}
}

// tooLarge returns the error of a workbook of more than most bytes.
func tooLarge(most int64) error {
	return notWorkbook(fmt.Sprintf("it has more than %d bytes, packed or unpacked", most))
}

// recoverError turns a panic into an error. It must be deferred. excelize panics on some files
// that contradict themselves, and files come from strangers.
func recoverError(err *error) {
	if reason := recover(); reason != nil {
		*err = notWorkbook(fmt.Sprintf("it contradicts itself (%v)", reason))
	}
}
