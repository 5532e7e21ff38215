package crash

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

// A journal is a durable store of a few lines: the reference store, and a file to which every
// transaction is written before its commit. Its hooks spoil the store.
type journal struct {
	storage.Storage
	writer sync.Mutex // one Update at a time, file included
	file   *os.File
	flaws  flaws
	held   []byte // a line that a flaw keeps back
}

// flaws are ways to lose data. The zero flaws are none.
type flaws struct {
	late    bool // writes a transaction when the next transaction comes
	halves  bool // writes half of the rows, and the rest afterwards
	chunks  bool // writes the rows of each Apply as a transaction of its own
	eager   bool // shows a transaction to readers before it is written
	forgets bool // keeps no operation ids
}

// openJournal reads the file from its beginning. A last line that was not finished belongs to a
// transaction that was not committed, and is cut off.
func openJournal(ctx context.Context, path string, with flaws) (storage.Storage, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{Storage: storagetest.Reference(), file: file, flaws: with}
	end := int64(0)
	for lines := bufio.NewReader(file); ; {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		end += int64(len(text))
		if err := j.replay(ctx, text); err != nil {
			return nil, err
		}
	}
	if err := file.Truncate(end); err != nil {
		return nil, err
	}
	_, err = file.Seek(end, io.SeekStart)
	return j, err
}

func (j *journal) replay(ctx context.Context, text []byte) error {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return err
	}
	b, err := l.batch()
	if err != nil {
		return err
	}
	return j.Storage.Update(ctx, nil, func(tx storage.Tx) error { return tx.Apply(ctx, b) })
}

// Update writes the rows that fn applied to the file and then commits.
func (j *journal) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	j.writer.Lock()
	defer j.writer.Unlock()
	t := &journalTx{flaws: j.flaws}
	if err := j.Storage.Update(ctx, anchors, func(tx storage.Tx) error {
		t.Tx, t.lines = tx, nil
		if err := fn(t); err != nil || j.flaws.eager {
			return err
		}
		return j.write(t.lines)
	}); err != nil || !j.flaws.eager {
		return err
	}
	return errors.Join(j.file.Sync(), j.write(t.lines))
}

// write joins the lines of a transaction. A line is read as a whole or not at all.
func (j *journal) write(lines []line) error {
	var whole line
	for _, l := range lines {
		if j.flaws.chunks {
			if err := errors.Join(j.append(l), j.file.Sync()); err != nil {
				return err
			}
			continue
		}
		whole = whole.with(l)
	}
	if j.flaws.halves {
		rest := line{Operations: whole.Operations, Sides: whole.Sides, Events: whole.Events, EventSets: whole.EventSets}
		whole.Operations, whole.Sides, whole.Events, whole.EventSets = nil, nil, nil, nil
		if err := errors.Join(j.append(whole), j.file.Sync()); err != nil {
			return err
		}
		whole = rest
	}
	if j.flaws.chunks {
		return nil
	}
	return j.append(whole)
}

func (j *journal) append(l line) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if j.flaws.late {
		text, j.held = j.held, text
	}
	_, err = j.file.Write(text)
	return err
}

// Traits asks for small chunks, so that a Do applies more than once.
func (j *journal) Traits() storage.Traits { return storage.Traits{Chunk: 2, Exclusive: true} }

func (j *journal) Close() error {
	return errors.Join(j.Storage.Close(), j.file.Close())
}

// A journalTx notes the applied rows.
type journalTx struct {
	storage.Tx
	flaws flaws
	lines []line
}

func (t *journalTx) Apply(ctx context.Context, b *storage.Batch) error {
	l := lineOf(b)
	if t.flaws.forgets {
		l.Operations = nil
	}
	t.lines = append(t.lines, l)
	return t.Tx.Apply(ctx, b)
}

// A line holds the changes of a batch in a form that JSON takes: sets of labels are
// packed beside the states that they belong to.
type line struct {
	Version    uint64
	Body       []byte
	Records    []storage.Record
	Operations []storage.Operation
	Memos      []storage.Metadata
	Sides      []storage.Degree
	Links      []storage.Link
	LinkSets   [][4][]byte
	Events     []lineEvent
	EventSets  [][4][]byte
	Forget     []storage.Position
}

// A lineEvent is an event whose other record may be zero. JSON accepts a zero record only if
// the field is left out.
type lineEvent struct {
	history.Event
	B record.Ref `json:",omitzero"`
}

func lineOf(b *storage.Batch) line {
	l := line{
		Version: b.Schema.Version, Body: b.Schema.Body,
		Records:    changed(b.Records, func(r storage.Record) bool { return r.Was != r.Now }),
		Operations: changed(b.Operations, func(r storage.Operation) bool { return r.Was != r.Now }),
		Memos:      changed(b.Metadata, func(r storage.Metadata) bool { return r.Was != r.Now }),
		Sides:      changed(b.Degrees, func(r storage.Degree) bool { return r.Was != r.Now }),
		Links:      changed(b.Links, func(r storage.Link) bool { return r.Was != r.Now }),
		Forget:     append([]storage.Position(nil), b.DropEvents...),
	}
	for _, link := range l.Links {
		l.LinkSets = append(l.LinkSets, packed(link.Was, link.Now))
	}
	for _, e := range b.Events {
		l.Events = append(l.Events, lineEvent{e, e.B})
		l.EventSets = append(l.EventSets, packed(e.Was, e.Now))
	}
	return l
}

func changed[R any](rows []R, is func(R) bool) (some []R) {
	for _, row := range rows {
		if is(row) {
			some = append(some, row)
		}
	}
	return some
}

func packed(was, now history.State) (sets [4][]byte) {
	for i, set := range []label.Set{was.Near.Labels, was.Far.Labels, now.Near.Labels, now.Far.Labels} {
		sets[i], _ = set.MarshalBinary()
	}
	return sets
}

func unpack(sets [4][]byte, was, now *history.State) error {
	return errors.Join(
		was.Near.Labels.UnmarshalBinary(sets[0]), was.Far.Labels.UnmarshalBinary(sets[1]),
		now.Near.Labels.UnmarshalBinary(sets[2]), now.Far.Labels.UnmarshalBinary(sets[3]),
	)
}

// with returns a line with the changes of both lines, in order.
func (l line) with(m line) line {
	if m.Body != nil {
		l.Version, l.Body = m.Version, m.Body
	}
	l.Records, l.Operations = append(l.Records, m.Records...), append(l.Operations, m.Operations...)
	l.Memos, l.Sides = append(l.Memos, m.Memos...), append(l.Sides, m.Sides...)
	l.Links, l.LinkSets = append(l.Links, m.Links...), append(l.LinkSets, m.LinkSets...)
	l.Events, l.EventSets = append(l.Events, m.Events...), append(l.EventSets, m.EventSets...)
	l.Forget = append(l.Forget, m.Forget...)
	return l
}

// batch returns the changes as Apply takes them.
func (l line) batch() (*storage.Batch, error) {
	var events []history.Event
	for i, sets := range l.LinkSets {
		if err := unpack(sets, &l.Links[i].Was, &l.Links[i].Now); err != nil {
			return nil, err
		}
	}
	for i, sets := range l.EventSets {
		if err := unpack(sets, &l.Events[i].Was, &l.Events[i].Now); err != nil {
			return nil, err
		}
		l.Events[i].Event.B = l.Events[i].B
		events = append(events, l.Events[i].Event)
	}
	return &storage.Batch{
		Schema:  storage.Schema{Version: l.Version, Body: l.Body},
		Records: l.Records, Operations: l.Operations, Metadata: l.Memos, Degrees: l.Sides, Links: l.Links,
		Events: events, DropEvents: l.Forget,
	}, nil
}
