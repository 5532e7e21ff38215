package memory

import "github.com/relata-go/relata/storage"

// expiredPages answer pages of rows whose time is over.
type expiredPages struct{ read *reading }

// answer answers p from the trees that are ordered by time.
func (e expiredPages) answer(p *storage.ExpiredPage) {
	p.More = false
	switch p.Kind {
	case storage.RecordsExpired:
		e.records(p)
	case storage.OperationsExpired:
		e.operations(p)
	default:
		return // a kind of a later version: Finish refuses it
	}
	p.MarkAnswered()
}

// records appends the records whose Expires is before the time, by that time and then
// in Ref order.
func (e expiredPages) records(p *storage.ExpiredPage) {
	batch := e.read.batch
	p.Start = len(batch.ExpiredRecords)
	e.read.state.keyed.recordExpiry.AscendLessThan(recordExpiry{at: p.Before}, func(row recordExpiry) bool {
		if len(batch.ExpiredRecords)-p.Start == p.Max {
			p.More = true
			return false
		}
		batch.ExpiredRecords = append(batch.ExpiredRecords, storage.Record{Of: row.of})
		e.read.records(batch.ExpiredRecords[len(batch.ExpiredRecords)-1:])
		return true
	})
	p.Count = len(batch.ExpiredRecords) - p.Start
}

// operations appends the operations that were done before the time, oldest first.
func (e expiredPages) operations(p *storage.ExpiredPage) {
	batch := e.read.batch
	p.Start = len(batch.ExpiredOperations)
	e.read.state.keyed.resultsByTime.AscendLessThan(resultTime{at: p.Before}, func(row resultTime) bool {
		if len(batch.ExpiredOperations)-p.Start == p.Max {
			p.More = true
			return false
		}
		result := e.read.state.keyed.result(row.id)
		batch.ExpiredOperations = append(batch.ExpiredOperations, storage.Operation{ID: row.id, Was: result, Now: result})
		return true
	})
	p.Count = len(batch.ExpiredOperations) - p.Start
}
