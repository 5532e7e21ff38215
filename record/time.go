package record

import (
	"math"
	"time"
)

// A Time is an instant in nanoseconds since 1970 UTC, as rows of links and events keep it: 8
// bytes, compared with < and ==. It reaches from the year 1678 to 2262. The zero Time means
// none, as the time of a link that does not exist. Its text and JSON form is RFC 3339 in UTC,
// as in 2026-11-29T08:30:00.000000001Z.
type Time int64

// The earliest and the latest Time.
const (
	MinTime Time = math.MinInt64
	MaxTime Time = math.MaxInt64
)

// TimeOf returns t as a Time. A t before [MinTime] is MinTime, the zero [time.Time] among
// them, and a t after [MaxTime] is MaxTime.
func TimeOf(t time.Time) Time {
	switch {
	case t.Before(MinTime.instant()):
		return MinTime
	case t.After(MaxTime.instant()):
		return MaxTime
	}
	return Time(t.UnixNano())
}

func (t Time) instant() time.Time { return time.Unix(0, int64(t)).UTC() }

// Time returns the instant in UTC, and the zero [time.Time] for none.
func (t Time) Time() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return t.instant()
}

// IsZero reports whether t is none.
func (t Time) IsZero() bool { return t == 0 }

// Add returns the time d later. A sum that no Time can hold is [MaxTime], or [MinTime] for a
// negative d.
func (t Time) Add(d time.Duration) Time {
	sum := t + Time(d)
	switch {
	case d > 0 && sum < t:
		return MaxTime
	case d < 0 && sum > t:
		return MinTime
	}
	return sum
}

// String returns the text form, and "never" for none.
func (t Time) String() string {
	if t == 0 {
		return "never"
	}
	return t.instant().Format(time.RFC3339Nano)
}

// MarshalText implements [encoding.TextMarshaler] with RFC 3339 in UTC, in nanoseconds. None
// is the empty text.
func (t Time) MarshalText() ([]byte, error) {
	if t == 0 {
		return nil, nil
	}
	return t.instant().AppendFormat(nil, time.RFC3339Nano), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It reads RFC 3339 in any zone. A time
// that no Time can hold is an error, and t stays as it was.
func (t *Time) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = 0
		return nil
	}
	read, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		return &Error{Value: string(text), Reason: "want a time as in 2026-11-29T08:30:00Z"}
	}
	kept := TimeOf(read)
	if !kept.instant().Equal(read) {
		return &Error{Value: string(text), Reason: "the time is outside the years 1678 to 2262"}
	}
	*t = kept
	return nil
}
