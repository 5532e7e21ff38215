package primary

import "github.com/relata-go/relata/internal/enum"

var causeNames = enum.New[Cause]("cause", "none", "firstLinked", "set", "named", "onlyOne", "chosenByRule", "oldestLeft",
	"demoted", "cleared", "unlinked", "mergedInto", "broughtBack", "electedByRule")

var markNames = enum.New[Mark]("mark", "first", "asPrimary", "replace", "never")

// MarshalText implements [encoding.TextMarshaler] with the cause as a word, such as
// firstLinked.
func (c Cause) MarshalText() ([]byte, error) { return causeNames.Marshal(c) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (c *Cause) UnmarshalText(text []byte) error { return causeNames.Unmarshal(text, c) }

// MarshalText implements [encoding.TextMarshaler]: first, asPrimary, replace or never.
func (m Mark) MarshalText() ([]byte, error) { return markNames.Marshal(m) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (m *Mark) UnmarshalText(text []byte) error { return markNames.Unmarshal(text, m) }
