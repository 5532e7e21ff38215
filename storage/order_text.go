package storage

import "github.com/relata-go/relata/internal/enum"

var orderWords = enum.New[Order]("order", "byId", "oldestFirst", "newestFirst")

// MarshalText implements [encoding.TextMarshaler]: byId, oldestFirst or newestFirst.
func (o Order) MarshalText() ([]byte, error) { return orderWords.Marshal(o) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (o *Order) UnmarshalText(text []byte) error { return orderWords.Unmarshal(text, o) }
