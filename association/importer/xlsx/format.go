package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// How dates and times are written.
const (
	dateFormat = "yyyy-mm-dd"
	timeFormat = "hh:mm:ss"
	bothFormat = dateFormat + `"T"` + timeFormat
)

// noFormat is the number of no format: the value of the cell is its text. The one called
// General would round it to what fits into a cell.
const noFormat = -1

// plainFormats replaces the formats of the workbook's cells: those of dates and times by
// one of ours, and all others by none, so that a number is written with all its digits.
// The workbook is never saved.
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

// format returns our format for the one of the given number: empty unless it is of dates
// or times.
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

// formatOf returns our format for a format of the workbook's own. Letters in quotes,
// after a backslash and in brackets, such as colours, mean no date.
func formatOf(code string) string {
	code, _, _ = strings.Cut(code, ";") // the section of positive numbers
	var date, time, month bool
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*':
			i++
		case '"':
			i += within(code[i:], '"')
		case '[':
			end := within(code[i:], ']')
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

// isElapsed reports whether the text in brackets makes a number of hours, minutes or
// seconds of a time.
func isElapsed(text string) bool {
	return text != "" && (strings.Trim(text, "hH") == "" || strings.Trim(text, "mM") == "" || strings.Trim(text, "sS") == "")
}

// within returns how far the closing character is after the opening one.
func within(code string, closing byte) int {
	if n := strings.IndexByte(code[1:], closing); n >= 0 {
		return n + 1
	}
	return len(code)
}
