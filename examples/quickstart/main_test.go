package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The story prints the text of testdata. After a wanted change:
//
//	go run ./examples/quickstart > examples/quickstart/testdata/output.txt
func TestStory(t *testing.T) {
	want, err := os.ReadFile("testdata/output.txt")
	require.NoError(t, err)
	var got bytes.Buffer
	require.NoError(t, run(t.Context(), &got))
	require.Equal(t, string(want), got.String())
}
