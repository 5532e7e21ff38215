package storage

import "github.com/relata-go/relata/internal/enum"

var statusWords = enum.New[RecordStatus]("status of a record", "alive", "deleted", "merged")

// MarshalText implements [encoding.TextMarshaler]: alive, deleted or merged.
func (s RecordStatus) MarshalText() ([]byte, error) { return statusWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (s *RecordStatus) UnmarshalText(text []byte) error { return statusWords.Unmarshal(text, s) }
