package main

import (
	"bytes"
	"os"
	"testing"
)

// The story is printed as it was told. When a change of it is wanted:
//
//	go run ./examples/quickstart > examples/quickstart/testdata/output.txt
func TestStory(t *testing.T) {
	want, err := os.ReadFile("testdata/output.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := run(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Errorf("the story reads:\n%s", got.Bytes())
	}
}
