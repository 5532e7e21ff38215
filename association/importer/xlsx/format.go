package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// The formats in which dates and times are written.
const (
	dateFormat = "yyyy-mm-dd"
	timeFormat = "hh:mm:ss"
	bothFormat = dateFormat + `"T"` + timeFormat
)

// noFormat is the number of no format: the text of the cell is the value with all digits. The
// format called General would round the value so that the text fits into the cell.
const noFormat = -1

// plainFormats replaces the formats of the workbook's cells. A format of dates or times becomes
// one of ours, and any other becomes no format, so that a number is written with all digits.
// The workbook is never saved, so the file does not change.
func (b *Workbook) plainFormats() error {
	styles := b.file.Styles
	if styles == nil || styles.CellXfs == nil {
		return nil
	}
	wanted := make([]string, len(styles.CellXfs.Xf))
	for i, xf := range styles.CellXfs.Xf {
		if xf.NumFmtID != nil {
			wanted[i] = b.format(*xf.NumFmtID)
		}
	}
	ids := map[string]int{"": noFormat}
	for _, format := range []string{dateFormat, timeFormat, bothFormat} {
		style, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil || styles.CellXfs.Xf[style].NumFmtID == nil {
			return notWorkbook("its styles cannot be read")
		}
		ids[format] = *styles.CellXfs.Xf[style].NumFmtID
	}
	for i, format := range wanted {
		id := ids[format]
		styles.CellXfs.Xf[i].NumFmtID = &id
	}
	return nil
}

// format returns our format for the format of the given number, or "" if that does not show a
// date or time. Numbers that the workbook does not define are built in; the ranges are those of
// the file format.
func (b *Workbook) format(id int) string {
	if b.file.Styles.NumFmts != nil {
		for _, f := range b.file.Styles.NumFmts.NumFmt {
			if f.NumFmtID == id {
				return formatOf(f.FormatCode)
			}
		}
	}
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id >= 57 && id <= 58:
		return dateFormat
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id >= 55 && id <= 56:
		return timeFormat
	case id == 22:
		return bothFormat
	}
	return ""
}

// formatOf returns our format for a format code that the workbook defines. Letters in
// quotes, after a backslash or in brackets, such as colours, do not mean a date.
func formatOf(code string) string {
	code, _, _ = strings.Cut(code, ";") // the section of positive numbers
	var date, time, month bool
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*':
			i++
		case '"':
			i += distance(code[i:], '"')
		case '[':
			end := distance(code[i:], ']')
			if isElapsed(code[i+1 : min(i+end, len(code))]) {
				return ""
			}
			i += end
		case 'y', 'Y', 'd', 'D':
			date = true
		case 'h', 'H', 's', 'S':
			time = true
		case 'm', 'M':
			month = true // or minutes
		}
	}
	switch date = date || month && !time; {
	case date && time:
		return bothFormat
	case date:
		return dateFormat
	case time:
		return timeFormat
	}
	return ""
}

// isElapsed reports whether a text in brackets shows a duration as a number of hours,
// minutes or seconds. Such a cell is a number and no time of a day.
func isElapsed(text string) bool {
	return text != "" && (strings.Trim(text, "hH") == "" || strings.Trim(text, "mM") == "" || strings.Trim(text, "sS") == "")
}

// distance returns how far the closing character is after the opening character, which is the
// first of code. Without a closing character the result is the rest of code.
func distance(code string, closing byte) int {
	if n := strings.IndexByte(code[1:], closing); n >= 0 {
		return n + 1
	}
	return len(code)
}
