package kv

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// expiredPages answer pages of expired rows: records that can no longer be restored,
// operations whose results may be dropped.
type expiredPages struct {
	read   *reading
	events *eventReader
}

// answer answers p from the keys that are ordered by time.
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

// records collects the keys first and reads the rows after that, because reads of other
// rows would slow the scan.
func (e expiredPages) records(p *storage.ExpiredPage) {
	batch := e.read.batch
	p.Start = len(batch.ExpiredRecords)
	e.scanBefore(familyRecordExpiry, p.Before, func(d *codec.Decoder, key []byte) bool {
		if len(batch.ExpiredRecords)-p.Start == p.Max {
			p.More = true
			return false
		}
		of := record.New(record.Type(d.TypeName()), record.ID(d.ID()))
		batch.ExpiredRecords = append(batch.ExpiredRecords, storage.Record{Of: of})
		return e.read.isWhole(key, d)
	})
	p.Count = len(batch.ExpiredRecords) - p.Start
	for i := range p.Count {
		e.events.record(&batch.ExpiredRecords[p.Start+i])
	}
}

// operations collects the keys first and reads the rows after that, as records does.
func (e expiredPages) operations(p *storage.ExpiredPage) {
	batch := e.read.batch
	p.Start = len(batch.ExpiredOperations)
	e.scanBefore(familyResultTime, p.Before, func(d *codec.Decoder, key []byte) bool {
		if len(batch.ExpiredOperations)-p.Start == p.Max {
			p.More = true
			return false
		}
		batch.ExpiredOperations = append(batch.ExpiredOperations, storage.Operation{ID: d.Operation()})
		return e.read.isWhole(key, d)
	})
	p.Count = len(batch.ExpiredOperations) - p.Start
	for i := range p.Count {
		row := &batch.ExpiredOperations[p.Start+i]
		row.Was = e.read.result(row.ID)
		row.Now = row.Was
	}
}

// scanBefore visits the keys of a family whose time is less than before. The decoder is
// after the time.
func (e expiredPages) scanBefore(family byte, before record.Time, visit func(d *codec.Decoder, key []byte) bool) {
	prefix, keys := e.read.key(family), &e.read.keys
	keys.high = codec.AppendTime(append(keys.high[:0], prefix...), before)
	e.read.scanRange(prefix, prefix, keys.high, false, func(d *codec.Decoder, key, _ []byte) bool {
		d.Time()
		return visit(d, key)
	})
}
