package failure_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/failure"
)

var errFull = failure.Sentinel(failure.LimitReached, "test.ErrFull", "the shelf is full")

// A fullError is a struct as packages declare them: it wraps its sentinel.
type fullError struct {
	Shelf string `json:"shelf"`
	Have  int    `json:"have"`
}

func (e *fullError) Error() string { return fmt.Sprintf("shelf %s has %d books", e.Shelf, e.Have) }
func (e *fullError) Unwrap() error { return errFull }

var _ = failure.Register[*fullError]("test.FullError")

// A staleError has a code of its own, which hides that of its reason.
type staleError struct{ reason error }

func (e *staleError) Error() string      { return "stale: " + e.reason.Error() }
func (e *staleError) Unwrap() error      { return e.reason }
func (e *staleError) Code() failure.Code { return failure.Stale }

func TestCodeOf(t *testing.T) {
	full := &fullError{"A", 3}
	for _, c := range []struct {
		err  error
		want failure.Code
	}{
		{nil, failure.None},
		{errFull, failure.LimitReached},
		{full, failure.LimitReached},
		{fmt.Errorf("row 7: %w", full), failure.LimitReached},
		{errors.Join(errors.New("first"), full), failure.LimitReached},
		{&staleError{full}, failure.Stale},
		{failure.ReportOf(full).Err(), failure.LimitReached},
		{context.Canceled, failure.Cancelled},
		{fmt.Errorf("wait: %w", context.DeadlineExceeded), failure.Cancelled},
		{fmt.Errorf("%w: %w", errFull, context.Canceled), failure.LimitReached},
		{errors.New("disk on fire"), failure.Internal},
	} {
		require.Equal(t, c.want, failure.CodeOf(c.err), "%v", c.err)
	}
}

// A code is read back from its word, and no other word is a code.
func TestCodeText(t *testing.T) {
	for _, c := range append(failure.Codes(), failure.None) {
		text, err := c.MarshalText()
		require.NoError(t, err)
		var read failure.Code
		require.NoError(t, read.UnmarshalText(text))
		require.Equal(t, c, read)
		require.GreaterOrEqual(t, c.HTTPStatus(), 200)
	}
	read := failure.Gone
	require.Error(t, read.UnmarshalText([]byte("Gone")))
	require.Equal(t, failure.Gone, read)
	_, err := failure.Code(200).MarshalText()
	require.Error(t, err)
	require.Equal(t, 500, failure.Code(200).HTTPStatus())
	require.Equal(t, "Code(200)", failure.Code(200).String())
}

// An error that travelled as JSON is the same to errors.Is, errors.As and CodeOf.
func TestReportTravels(t *testing.T) {
	first := fmt.Errorf("row 7: %w", &fullError{"A", 3})
	sent, err := json.Marshal(failure.ReportOf(first))
	require.NoError(t, err)
	require.JSONEq(t, `{"code":"limitReached","message":"row 7: shelf A has 3 books",
		"type":"test.FullError","details":{"shelf":"A","have":3}}`, string(sent))

	var report failure.Report
	require.NoError(t, json.Unmarshal(sent, &report))
	arrived := report.Err()
	require.EqualError(t, arrived, first.Error())
	require.ErrorIs(t, arrived, errFull)
	var full *fullError
	require.ErrorAs(t, arrived, &full)
	require.Equal(t, &fullError{"A", 3}, full)
	require.Equal(t, failure.LimitReached, failure.CodeOf(arrived))

	again, err := json.Marshal(failure.ReportOf(arrived))
	require.NoError(t, err)
	require.Equal(t, string(sent), string(again))
}

func TestReportOfSentinelsAndForeignErrors(t *testing.T) {
	sent, err := json.Marshal(failure.ReportOf(fmt.Errorf("%w: A", errFull)))
	require.NoError(t, err)
	require.JSONEq(t, `{"code":"limitReached","message":"the shelf is full: A","type":"test.ErrFull"}`, string(sent))
	var report failure.Report
	require.NoError(t, json.Unmarshal(sent, &report))
	require.ErrorIs(t, report.Err(), errFull)

	sent, err = json.Marshal(failure.ReportOf(errors.New("disk on fire")))
	require.NoError(t, err)
	require.JSONEq(t, `{"code":"internal","message":"disk on fire"}`, string(sent))

	require.NoError(t, failure.ReportOf(nil).Err())
	sent, err = json.Marshal(failure.Report{})
	require.NoError(t, err)
	require.Equal(t, "null", string(sent))
	require.NoError(t, json.Unmarshal(sent, &report))
	require.Equal(t, failure.Report{}, report)
}

// Details of a type that this program does not import pass through unchanged.
func TestReportKeepsUnknownDetails(t *testing.T) {
	const sent = `{"code":"stale","message":"m","type":"elsewhere.Error","details":{"a":[1,2]}}`
	var report failure.Report
	require.NoError(t, json.Unmarshal([]byte(sent), &report))
	require.Nil(t, report.Details)
	again, err := json.Marshal(report)
	require.NoError(t, err)
	require.JSONEq(t, sent, string(again))
}

func TestReportRefuses(t *testing.T) {
	for _, text := range []string{
		`{"code":"soon","message":"m"}`, `{"code":"none","message":"m"}`, `{"message":"m"}`, `[]`,
		`{"code":"limitReached","message":"m","type":"test.FullError","details":{"have":"three"}}`,
	} {
		report := failure.ReportOf(errFull)
		require.Error(t, json.Unmarshal([]byte(text), &report), text)
		require.Equal(t, failure.ReportOf(errFull), report, "left as it was")
	}
}

func ExampleCodeOf() {
	err := fmt.Errorf("associate contacts/1 with companies/9: %w", errFull)
	code := failure.CodeOf(err)
	fmt.Println(code, code.HTTPStatus())
	// Output: limitReached 422
}
