package main

import (
	"bytes"
	"os"
	"testing"
)

// A request is logged, traced and measured. After a wanted change:
//
//	go run ./examples/observe > examples/observe/testdata/output.txt
func TestObserve(t *testing.T) {
	want, err := os.ReadFile("testdata/output.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := run(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Errorf("a request is observed as:\n%s", got.Bytes())
	}
}
