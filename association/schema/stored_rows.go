package schema

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// The rows below are parts of the stored document whose form may not change, while the JSON of
// the values themselves may.

// A storedTypeID is the stored form of a label's id.
type storedTypeID struct {
	Category uint8
	Number   uint32
}

func storeTypeID(id label.TypeID) storedTypeID { return storedTypeID{uint8(id.Category), id.Number} }

func (id storedTypeID) typeID() label.TypeID {
	return label.TypeID{Category: label.Category(id.Category), Number: id.Number}
}

// A storedKey is the stored form of a limit's key.
type storedKey struct {
	From, To record.Type
	Label    storedTypeID
}

// A storedBackfill is the stored form of a [Backfill].
type storedBackfill struct {
	Counting    *storedKey      `json:"counting,omitempty"`
	Retiring    *storedTypeID   `json:"retiring,omitempty"`
	Electing    *[2]record.Type `json:"electing,omitempty"`
	Withdrawing *[2]record.Type `json:"withdrawing,omitempty"`
}

func storeKey(k limits.Key) storedKey { return storedKey{k.From, k.To, storeTypeID(k.Label)} }

func (k storedKey) key() limits.Key {
	return limits.Key{From: k.From, To: k.To, Label: k.Label.typeID()}
}

func storeKeys(keys []limits.Key) (rows []storedKey) {
	for _, k := range keys {
		rows = append(rows, storeKey(k))
	}
	return rows
}

func keysOf(rows []storedKey) (keys []limits.Key) {
	for _, k := range rows {
		keys = append(keys, k.key())
	}
	return keys
}

func storeBackfill(b *Backfill) *storedBackfill {
	if b == nil {
		return nil
	}
	row := &storedBackfill{Electing: b.Electing, Withdrawing: b.Withdrawing}
	if b.Counting != nil {
		k := storeKey(*b.Counting)
		row.Counting = &k
	}
	if b.Retiring != nil {
		id := storeTypeID(*b.Retiring)
		row.Retiring = &id
	}
	return row
}

func (row *storedBackfill) backfill() *Backfill {
	if row == nil {
		return nil
	}
	b := &Backfill{Electing: row.Electing, Withdrawing: row.Withdrawing}
	if row.Counting != nil {
		k := row.Counting.key()
		b.Counting = &k
	}
	if row.Retiring != nil {
		id := row.Retiring.typeID()
		b.Retiring = &id
	}
	return b
}
