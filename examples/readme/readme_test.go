package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The README shows this program, whole, and its output.
func TestReadmeShowsThisProgramAndItsOutput(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	source, err := os.ReadFile("main.go")
	require.NoError(t, err)
	_, program, found := strings.Cut(string(source), "package main")
	require.True(t, found)
	require.Contains(t, string(readme), "```go\npackage main"+program+"```")

	printed, err := exec.Command("go", "run", ".").Output()
	require.NoError(t, err)
	require.Contains(t, string(readme), "```\n"+string(printed)+"```")
}
