package history

import (
	"encoding/json"
	"fmt"

	"github.com/relata-go/relata/internal/enum"
)

var subjectWords = enum.New[Subject]("subject", "link", "recordDeleted", "recordRestored", "recordMerged")

var sourceWords = enum.New[SourceKind]("source", "api", "user", "objectDeletion", "objectMerge", "objectRestore", "import",
	"domainAssociation", "job", "migration", "unknown")

var kindWords = enum.NewBits[Kinds]("kind of change", "created", "removed", "labelsAdded", "labelsRemoved", "primarySet",
	"primaryCleared", "otherPrimarySet", "otherPrimaryCleared", "timeMoved", "recordDeleted", "recordRestored", "recordMerged")

// MarshalText implements [encoding.TextMarshaler] with a word such as objectMerge.
// A kind out of range is an [ErrSource].
func (k SourceKind) MarshalText() ([]byte, error) {
	word, err := sourceWords.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSource, err)
	}
	return word, nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an [ErrSource].
func (k *SourceKind) UnmarshalText(text []byte) error {
	if err := sourceWords.Unmarshal(text, k); err != nil {
		return fmt.Errorf("%w: %w", ErrSource, err)
	}
	return nil
}

// MarshalText implements [encoding.TextMarshaler]: link, recordDeleted, recordRestored or
// recordMerged.
func (s Subject) MarshalText() ([]byte, error) { return subjectWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (s *Subject) UnmarshalText(text []byte) error { return subjectWords.Unmarshal(text, s) }

// MarshalJSON implements [json.Marshaler] with a list of words, as in ["created", "primarySet"].
func (k Kinds) MarshalJSON() ([]byte, error) {
	words, err := kindWords.Marshal(k)
	if err != nil {
		return nil, err
	}
	return json.Marshal(words)
}

// UnmarshalJSON implements [json.Unmarshaler]. An unknown word is an error.
func (k *Kinds) UnmarshalJSON(data []byte) error {
	var words []string
	if err := json.Unmarshal(data, &words); err != nil {
		return err
	}
	read, err := kindWords.Unmarshal(words)
	if err == nil {
		*k = read
	}
	return err
}
