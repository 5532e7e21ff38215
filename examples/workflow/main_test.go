package main

import (
	"bytes"
	"os"
	"testing"
)

// The workflows print their actions. After a wanted change:
//
//	go run ./examples/workflow > examples/workflow/testdata/output.txt
func TestWorkflows(t *testing.T) {
	want, err := os.ReadFile("testdata/output.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := run(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Errorf("the workflows print:\n%s", got.Bytes())
	}
}
