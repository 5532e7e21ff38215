package kv

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// Format is the version of the layout that this package reads and writes.
const Format = 1

// magic begins the value of the format row.
const magic = "relata"

// ErrFormat matches every [FormatError] in errors.Is.
var ErrFormat = failure.Sentinel(failure.Unavailable, "kv.ErrFormat", "format of the store is not known")

// A FormatError says that an engine does not hold a store of this package's format.
type FormatError struct {
	Found uint64 // the version; 0: the engine holds other rows
	Known uint64 // the version that this package knows
}

var _ = failure.Register[*FormatError]("kv.FormatError")

// Error returns a clause that says what to do.
func (e *FormatError) Error() string {
	if e.Found == 0 {
		return "the engine holds rows that are no store of relata's: open it on an empty one"
	}
	return fmt.Sprintf("the store has format %d, this version of relata knows format %d: open it with the version that wrote it", e.Found, e.Known)
}

// Unwrap returns [ErrFormat].
func (e *FormatError) Unwrap() error { return ErrFormat }

// formatKey is the key of the row with format and epoch. No key of a store is less.
var formatKey = []byte{0, storeFormat}

// prepare checks the format, or writes it into an empty engine, and returns the epoch.
func prepare(ctx context.Context, engine Engine, options *Options) (epoch uint64, err error) {
	isNew := false
	err = engine.View(ctx, func(r Reader) (err error) {
		epoch, isNew, err = readFormat(r)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("kv: open: %w", err)
	}
	if !isNew && !options.NewEpoch {
		return epoch, nil
	}
	if options.NewEpoch { // from the clock, so that two stores restored from the same copy differ
		epoch = max(epoch+1, uint64(time.Now().Unix()))
	}
	value := binary.AppendUvarint(binary.AppendUvarint([]byte(magic), Format), epoch)
	if err := engine.Write(ctx, []Change{{Key: formatKey, Value: value}}); err != nil {
		return 0, fmt.Errorf("kv: open: %w", err)
	}
	return epoch, nil
}

// readFormat reads the row with format and epoch. isNew is set if the engine is empty.
func readFormat(r Reader) (epoch uint64, isNew bool, err error) {
	v, err := r.Get(formatKey)
	if err != nil {
		return 0, false, err
	}
	if v == nil { // the engine is empty, or has rows of another program
		return 0, true, refuseRows(r)
	}
	d := codec.NewDecoder(v)
	if string(d.Bytes(uint64(len(magic)))) != magic {
		return 0, false, &FormatError{Known: Format}
	}
	// Another version may have anything after its number, so the number decides first.
	version := d.Uvarint()
	if !d.IsBad() && version != Format {
		return 0, false, &FormatError{Found: version, Known: Format}
	}
	epoch = d.Uvarint()
	if !d.IsDone() {
		return 0, false, fmt.Errorf("%w: key %x has a value that nobody wrote", storage.ErrCorrupt, formatKey)
	}
	return epoch, false, nil
}

// refuseRows returns an error when the engine is not empty.
func refuseRows(r Reader) (err error) {
	scanErr := r.Scan([]byte{0}, []byte{0xff, 0xff}, false, func(_, _ []byte) bool {
		err = &FormatError{Known: Format}
		return false
	})
	return errors.Join(scanErr, err)
}
