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

// Format is the version of the layout that this package writes. It also reads format 1,
// whose events have no request ids. [Open] turns a store of format 1 into this format: it
// writes one row, so that an earlier version of the package refuses the store.
const Format = 2

// magic begins the value of the format row.
const magic = "relata"

// ErrFormat matches every [FormatError] in errors.Is.
var ErrFormat = failure.Sentinel(failure.Unavailable, "kv.ErrFormat", "format of the store is not known")

// A FormatError says that an engine does not hold a store of this package's format.
type FormatError struct {
	Found uint64 // the version; 0: the engine holds other rows
	Known uint64 // the latest version that this package knows
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

// prepare checks the format and returns the epoch. It writes the format into an empty engine
// and into a store of an earlier format.
func prepare(ctx context.Context, engine Engine, options *Options) (epoch uint64, err error) {
	version := uint64(0)
	err = engine.View(ctx, func(r Reader) (err error) {
		version, epoch, err = readFormat(r)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("kv: open: %w", err)
	}
	if version == Format && !options.NewEpoch {
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

// readFormat reads the row with format and epoch. The version is 0 if the engine is empty.
func readFormat(r Reader) (version, epoch uint64, err error) {
	v, err := r.Get(formatKey)
	if err != nil {
		return 0, 0, err
	}
	if v == nil { // the engine is empty, or has rows of another program
		return 0, 0, refuseRows(r)
	}
	d := codec.NewDecoder(v)
	if string(d.Bytes(uint64(len(magic)))) != magic {
		return 0, 0, &FormatError{Known: Format}
	}
	// Another version may have anything after its number, so the number decides first.
	version = d.Uvarint()
	if !d.IsBad() && (version == 0 || version > Format) {
		return 0, 0, &FormatError{Found: version, Known: Format}
	}
	epoch = d.Uvarint()
	if !d.IsDone() {
		return 0, 0, fmt.Errorf("%w: key %x has a value that nobody wrote", storage.ErrCorrupt, formatKey)
	}
	return version, epoch, nil
}

// refuseRows returns an error when the engine is not empty.
func refuseRows(r Reader) (err error) {
	scanErr := r.Scan([]byte{0}, []byte{0xff, 0xff}, false, func(_, _ []byte) bool {
		err = &FormatError{Known: Format}
		return false
	})
	return errors.Join(scanErr, err)
}
