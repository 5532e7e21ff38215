package limits

import (
	"encoding/json"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/internal/enum"
)

var featureWords = enum.NewBits[Feature]("feature", featureNames[:]...)

// MarshalJSON implements [json.Marshaler] with a list of names, as in ["define-labels"]. An
// unknown bit is an error.
func (f Feature) MarshalJSON() ([]byte, error) {
	names, err := featureWords.Marshal(f)
	if err != nil {
		return nil, err
	}
	return json.Marshal(names)
}

// UnmarshalJSON implements [json.Unmarshaler]. An unknown name is an error.
func (f *Feature) UnmarshalJSON(data []byte) error {
	var names []string
	if err := json.Unmarshal(data, &names); err != nil {
		return err
	}
	read, err := featureWords.Unmarshal(names)
	if err == nil {
		*f = read
	}
	return err
}

// configErrorDocument is ConfigError without its methods.
type configErrorDocument ConfigError

// MarshalJSON implements [json.Marshaler] with the fields and, as "error", the reason.
func (e *ConfigError) MarshalJSON() ([]byte, error) {
	return failure.Marshal((*configErrorDocument)(e), e.Err)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (e *ConfigError) UnmarshalJSON(data []byte) (err error) {
	e.Err, err = failure.Unmarshal(data, (*configErrorDocument)(e))
	return err
}
