package kv

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// No key is longer than is said, and the beginning of an account's is short.
func TestLongestKey(t *testing.T) {
	huge := record.Ref{Type: record.Type(strings.Repeat("t", record.MaxType)), ID: record.ID(strings.Repeat("i", record.MaxID))}
	name, err := history.NamedOperation(strings.Repeat("n", history.MaxOperationName))
	require.NoError(t, err)
	prefix := codec.AppendType(nil, math.MaxUint64)
	for _, k := range [][]byte{
		codec.AppendID(codec.AppendID(codec.AppendType(codec.AppendType(prefix, math.MaxUint64), math.MaxUint64), huge.ID), huge.ID),
		codec.AppendID(codec.AppendTypeName(codec.AppendTime(prefix, 0), huge.Type), huge.ID),
		codec.AppendNumber(codec.AppendOperation(prefix, name), math.MaxUint64),
	} {
		require.Less(t, len(k), MaxKey)
	}
}
