package record_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/record"
)

// A time is read back from its text, whatever it is, and texts keep no zone.
func TestTimeText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := record.Time(rapid.Int64().Draw(t, "at"))
		text, err := at.MarshalText()
		require.NoError(t, err)
		var read record.Time
		require.NoError(t, read.UnmarshalText(text))
		require.Equal(t, at, read)
		if at != 0 {
			require.Equal(t, at, record.TimeOf(at.Time()))
		}
	})
	for text, want := range map[string]record.Time{
		"1970-01-01T00:00:00.000000001Z": 1, "1970-01-01T01:00:01+01:00": record.Time(time.Second), "": 0,
	} {
		var read record.Time
		require.NoError(t, read.UnmarshalText([]byte(text)))
		require.Equal(t, want, read, text)
	}
	for _, text := range []string{"yesterday", "2026-11-29", "0001-01-01T00:00:00Z", "2262-04-11T23:47:16.854775808Z"} {
		read := record.Time(7)
		require.ErrorIs(t, read.UnmarshalText([]byte(text)), record.ErrInvalid, text)
		require.EqualValues(t, 7, read)
	}
	sent, err := json.Marshal(struct{ At record.Time }{1})
	require.NoError(t, err)
	require.JSONEq(t, `{"At":"1970-01-01T00:00:00.000000001Z"}`, string(sent))
}

// Times beyond the range are its ends, so that "before" and "after" stay true.
func TestTimesOutOfRange(t *testing.T) {
	require.Equal(t, record.MinTime, record.TimeOf(time.Time{}))
	require.Equal(t, record.MaxTime, record.TimeOf(time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.Equal(t, record.MaxTime, record.Time(5).Add(math.MaxInt64))
	require.Equal(t, record.MinTime, record.Time(-5).Add(math.MinInt64))
	require.Equal(t, record.Time(8), record.Time(5).Add(3))
	require.True(t, record.Time(0).Time().IsZero())
	require.Equal(t, "never", record.Time(0).String())
}
