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
	// MaxSize is how many bytes a workbook may have, packed and unpacked, inclusive.
	// Zero: 1 GiB.
	MaxSize int64
	// TempDir is where sheets of more than 16 MiB are unpacked to. Empty: the system's
	// folder for temporary files.
	TempDir string
}

const (
	defaultMaxSize = 1 << 30
	maxInMemory    = 16 << 20 // bytes of a part; a larger sheet is unpacked to a file
	maxParts       = 10_000   // files in the archive
)

// A Workbook is an open XLSX file. It is for one goroutine.
type Workbook struct {
	file    *excelize.File
	archive *zip.Reader
	sheets  []Sheet
}

// A Sheet is one of a workbook's tables.
type Sheet struct {
	Name   string
	Hidden bool // by its author; it can be read all the same
	part   string
}

// Open reads the workbook that r holds to its end. The caller closes it. The packed file
// is held in memory, and the texts that its cells share; sheets are read row by row, a
// large one from a temporary file. What is no workbook, or a larger one than [Options.MaxSize], is an [importer.FileError].
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
	archive, err := unpacked(content, o.MaxSize)
	if err != nil {
		return nil, err
	}
	defer guard(&err)
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

// open learns the sheets, and makes cells be written as the package comment has it.
func (b *Workbook) open() error {
	if err := b.findSheets(); err != nil {
		return err
	}
	return b.plainFormats()
}

// unpacked returns the archive of a workbook when it is no larger than it may be. The
// sizes that it declares are held by the reader of each part.
func unpacked(content []byte, most int64) (*zip.Reader, error) {
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

// Sheets returns the tables of the workbook, in its order.
func (b *Workbook) Sheets() []Sheet { return append([]Sheet(nil), b.sheets...) }

// Close removes the temporary files of the workbook. Its rows cannot be read any more.
func (b *Workbook) Close() error { return b.file.Close() }

func notWorkbook(reason string) error {
	return &importer.FileError{Reason: "the file is no workbook (.xlsx) that can be read: " + reason}
}

func tooLarge(most int64) error {
	return notWorkbook(fmt.Sprintf("it has more than %d bytes, packed or unpacked", most))
}

// guard makes an error of a panic: excelize trusts much of what a file says, and a file
// is a stranger's.
func guard(err *error) {
	if reason := recover(); reason != nil {
		*err = notWorkbook(fmt.Sprintf("it contradicts itself (%v)", reason))
	}
}
