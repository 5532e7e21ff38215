package main

import (
	"bytes"
	"os"
	"testing"
)

// The stories are printed as they were told. When a change of them is wanted:
//
//	go run ./examples/story > examples/story/testdata/output.txt
func TestStories(t *testing.T) {
	want, err := os.ReadFile("testdata/output.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := run(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Errorf("the stories read:\n%s", got.Bytes())
	}
}
