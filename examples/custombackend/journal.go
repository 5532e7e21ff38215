package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A journal is a file to which every commit appends a line: a checksum, and then the changes as
// JSON. A commit without a whole line did not happen.
type journal struct {
	file   *os.File
	failed error // of the append after which the content of the file is unknown
}

// openJournal replays the file at path through write and leaves the file open after its last
// whole line.
func openJournal(path string, write func(change) error) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	end, err := replay(file, write)
	if err == nil {
		err = file.Truncate(end)
	}
	if err == nil {
		_, err = file.Seek(end, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &journal{file: file}, nil
}

// replay returns where the last whole line ends. Only the bytes after that may be broken,
// because a crash interrupts only the last append.
func replay(file io.Reader, write func(change) error) (end int64, err error) {
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return end, nil // line is empty, or half of a line
		} else if err != nil {
			return end, err
		}
		changes, err := decode(line)
		if err != nil {
			if _, last := lines.Peek(1); last == io.EOF {
				return end, nil
			}
			return end, fmt.Errorf("%w: the line at byte %d: %w", storage.ErrCorrupt, end, err)
		}
		for _, c := range changes {
			if err := write(c); err != nil {
				return end, fmt.Errorf("%w: the line at byte %d: %w", storage.ErrCorrupt, end, err)
			}
		}
		end += int64(len(line))
	}
}

// decode reads a line and compares the checksum.
func decode(line []byte) (changes []change, err error) {
	var sum uint32
	if _, err := fmt.Sscanf(string(line[:min(9, len(line))]), "%08x ", &sum); err != nil {
		return nil, err
	}
	text := line[9 : len(line)-1]
	if crc32.ChecksumIEEE(text) != sum {
		return nil, errors.New("the checksum is wrong")
	}
	return changes, json.Unmarshal(text, &changes)
}

// append makes a commit last. Before Sync has returned nil the commit may not outlive a crash.
// If Sync fails, the outcome is ambiguous, and nothing is appended any more, because a line
// might follow half a line. Opening the file again shows the outcome.
func (j *journal) append(changes []change) error {
	if j.failed != nil {
		return fmt.Errorf("an earlier commit failed, open the store again: %w", j.failed)
	}
	if len(changes) == 0 {
		return nil
	}
	text, err := json.Marshal(changes)
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	_, err = fmt.Fprintf(j.file, "%08x %s\n", crc32.ChecksumIEEE(text), text)
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.failed = err
		return fmt.Errorf("commit: %w: %w", storage.ErrAmbiguous, err)
	}
	return nil
}

func (j *journal) close() error { return j.file.Close() }

// The rows that have labels, as JSON. A label.Set has no exported fields, so it is packed
// into bytes.
type (
	stateRow struct {
		Created int64
		Labels  [2][]byte
		Primary [2]bool
	}
	linkRow struct {
		A, B  record.Ref
		State stateRow
	}
	eventRow struct {
		history.Event             // without the fields below, which JSON takes instead
		B             *record.Ref `json:",omitempty"` // the life of a record has none
		Was, Now      stateRow
	}
)

func journaled(s history.State) stateRow {
	near, _ := s.Near.Labels.MarshalBinary()
	far, _ := s.Far.Labels.MarshalBinary()
	return stateRow{int64(s.Created), [2][]byte{near, far}, [2]bool{s.Near.Primary, s.Far.Primary}}
}

func (row stateRow) state() (s history.State, err error) {
	s.Created, s.Near.Primary, s.Far.Primary = record.Time(row.Created), row.Primary[0], row.Primary[1]
	err = errors.Join(s.Near.Labels.UnmarshalBinary(row.Labels[0]), s.Far.Labels.UnmarshalBinary(row.Labels[1]))
	return s, err
}

func journalEvent(e history.Event) eventRow {
	row := eventRow{Event: e, Was: journaled(e.Was), Now: journaled(e.Now)}
	if !e.B.IsZero() {
		row.B = &e.B
	}
	return row
}

func (row eventRow) event() (e history.Event, err error) {
	e = row.Event
	if row.B != nil {
		e.B = *row.B
	}
	if e.Was, err = row.Was.state(); err != nil {
		return e, err
	}
	e.Now, err = row.Now.state()
	return e, err
}
