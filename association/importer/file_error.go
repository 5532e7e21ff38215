package importer

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/failure"
)

// ErrFile matches every [FileError] by errors.Is.
var ErrFile = failure.Sentinel(failure.Invalid, "importer.ErrFile", "not a readable file")

// A FileError says why a file cannot be read from a line on. The rows before the line were
// imported. errors.Is(err, [ErrFile]) holds.
type FileError struct {
	File   string `json:"file,omitzero"`  // the file's name, if the caller gave a name
	Sheet  string `json:"sheet,omitzero"` // of a workbook
	Line   int    `json:"line,omitzero"`  // where the unreadable row begins, from 1; 0: the file as a whole
	Reason string `json:"reason,omitzero"`
}

var _ = failure.Register[*FileError]("importer.FileError")

// Error names the file, the line and the reason.
func (e *FileError) Error() string {
	var b strings.Builder
	writeFile(&b, e.File, e.Sheet)
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	return b.String() + e.Reason
}

// Unwrap returns [ErrFile].
func (e *FileError) Unwrap() error { return ErrFile }

// ErrHeader matches every [HeaderError] by errors.Is.
var ErrHeader = failure.Sentinel(failure.Invalid, "importer.ErrHeader", "column not found")

// A HeaderError says that a column of the mapping is not in the file, or is there
// more than once. errors.Is(err, [ErrHeader]) holds.
type HeaderError struct {
	File    string   `json:"file,omitzero"`    // the file's name, if the caller gave a name
	Header  string   `json:"header,omitzero"`  // as in the mapping
	Times   int      `json:"times,omitzero"`   // how often the header is in the file: 0, or 2 and more
	Present []string `json:"present,omitzero"` // the headers of the file, in order
}

var _ = failure.Register[*HeaderError]("importer.HeaderError")

// Error names the header, and the headers that the file has.
func (e *HeaderError) Error() string {
	var b strings.Builder
	writeFile(&b, e.File, "")
	present := strings.Join(quoted(e.Present), ", ")
	if e.Times > 1 {
		fmt.Fprintf(&b, "column %q is in the file %d times: give each its own header, of %s", e.Header, e.Times, present)
	} else {
		fmt.Fprintf(&b, "column %q is not in the file: it has %s", e.Header, present)
	}
	return b.String()
}

// Unwrap returns [ErrHeader].
func (e *HeaderError) Unwrap() error { return ErrHeader }

// writeFile writes the names of a file and a sheet, if there are any.
func writeFile(b *strings.Builder, file, sheet string) {
	if file != "" {
		b.WriteString(cut(file) + ": ")
	}
	if sheet != "" {
		fmt.Fprintf(b, "sheet %q, ", cut(sheet))
	}
}

// quoted returns at most twenty of the words in quotes, each cut if too long. A file may have
// thousands of columns, and an error text should stay readable.
func quoted(words []string) []string {
	const most = 20
	var all []string
	for _, w := range words[:min(len(words), most)] {
		all = append(all, fmt.Sprintf("%q", cut(w)))
	}
	if len(words) > most {
		all = append(all, fmt.Sprintf("and %d more", len(words)-most))
	}
	return all
}

// maxValue is how many bytes of a value an error quotes.
const maxValue = 100

// cut returns a value of at most maxValue bytes as valid UTF-8, and the beginning of a longer
// value with "..." after the cut.
func cut(value string) string {
	if len(value) > maxValue {
		value = value[:maxValue] + "..."
	}
	return strings.ToValidUTF8(value, "\uFFFD")
}
