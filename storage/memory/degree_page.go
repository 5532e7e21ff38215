package memory

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// degreePages answer pages of degrees.
type degreePages struct{ read *reading }

// answer answers p: all degrees of a record, or the records of a type that have enough
// links.
func (d degreePages) answer(p *storage.DegreePage) {
	batch := d.read.batch
	p.Start, p.Count, p.More, p.Next = len(batch.DegreeRows), 0, false, p.After
	if p.Of.ID != "" {
		p.Next = ""
		d.ofRecord(p)
	} else {
		d.ofType(p)
	}
	p.Count = len(batch.DegreeRows) - p.Start
	p.MarkAnswered()
}

// append appends a row of the page.
func (d degreePages) append(row storage.DegreeRow) {
	d.read.batch.DegreeRows = append(d.read.batch.DegreeRows, row)
}

// ofRecord lists the degrees of a record. There are few, and they come in the order in
// which their types were first written, so they are sorted here.
func (d degreePages) ofRecord(p *storage.DegreePage) {
	s := d.read.state
	of, known := s.names.Find(p.Of)
	if !known {
		return
	}
	d.read.eachDegree(of, func(row *degree.Row) {
		if !row.IsEmpty() {
			d.append(storage.DegreeRow{Of: p.Of.ID, To: s.names.TypeName(row.To()), Summary: d.read.summary(row)})
		}
	})
	s.labelDegrees.AscendGreaterOrEqual(adjacency.Row{From: of}, func(row adjacency.Row) bool {
		if row.From != of {
			return false
		}
		d.append(storage.DegreeRow{
			Of: p.Of.ID, To: s.names.TypeName(row.To.Type()), Label: row.Label(), Summary: d.read.labelSummary(&row),
		})
		return true
	})
	slices.SortFunc(d.read.batch.DegreeRows[p.Start:], func(a, b storage.DegreeRow) int {
		return cmp.Or(cmp.Compare(a.To, b.To), label.Compare(a.Label, b.Label))
	})
}

// ofType lists the records of a type that have enough links.
func (d degreePages) ofType(p *storage.DegreePage) {
	of, knownOf := d.read.state.names.FindType(p.Of.Type)
	to, knownTo := d.read.state.names.FindType(p.To)
	switch {
	case !knownOf || !knownTo:
	case p.Label.IsZero():
		d.ofTypeAllLinks(p, of, to)
	default:
		d.ofTypeByLabel(p, of, to)
	}
}

// ofTypeAllLinks reads the degree table, which has no order: see degree.Rows.Select.
func (d degreePages) ofTypeAllLinks(p *storage.DegreePage, of, to rowid.Type) {
	s := d.read.state
	filter := degree.Filter{Of: of, To: to, AtLeast: p.AtLeast}
	// A row more than the page may have tells whether there are more.
	rows := s.degrees.Select(filter, p.After, p.Max+1, &s.names, s.degreeCache())
	if p.More = len(rows) > p.Max; p.More {
		rows = rows[:p.Max]
	}
	for i := range rows {
		row := s.degrees.At(rows[i].N)
		p.Next = d.read.recordID(row.Of)
		d.append(storage.DegreeRow{Of: p.Next, To: p.To, Summary: d.read.summary(row)})
	}
}

// ofTypeByLabel goes over the records of the type that have degrees by label.
func (d degreePages) ofTypeByLabel(p *storage.DegreePage, ofType, to rowid.Type) {
	s := d.read.state
	records := adjacency.RecordsAfter(s.labelDegrees, &s.names, s.textCache(), ofType, p.After, false)
	last := rowid.ID(0)
	for budget := maxScan; ; budget-- {
		of, ok := records.Next()
		if !ok {
			break
		}
		if budget == 0 {
			p.More = true
			break
		}
		row, _ := s.labelDegrees.Get(adjacency.DegreeKey(of, to, p.Label))
		if summary := d.read.labelSummary(&row); !row.IsEmptyDegree() && summary.Count >= p.AtLeast {
			if len(d.read.batch.DegreeRows)-p.Start == p.Max {
				p.More = true
				break
			}
			d.append(storage.DegreeRow{Of: d.read.recordID(of), To: p.To, Label: p.Label, Summary: summary})
		}
		last = of
	}
	if last != 0 {
		p.Next = d.read.recordID(last)
	}
}
