package associationtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// UpdateVariable is the environment variable that makes [RequireGolden] write files instead of comparing
// them, unless the variable is empty: UPDATE_GOLDEN=1 go test ./...
const UpdateVariable = "UPDATE_GOLDEN"

// RequireGolden ends the test unless the [Text] of the account is the content of a file, whose
// name is relative to the folder of the test. To write the file with the present text, see
// [UpdateVariable].
func RequireGolden(t testing.TB, r Reader, file string, o *TextOptions) {
	t.Helper()
	have, err := Text(t.Context(), r, o)
	check(t, err)
	if os.Getenv(UpdateVariable) != "" {
		check(t, os.MkdirAll(filepath.Dir(file), 0o755))
		check(t, os.WriteFile(file, []byte(have), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\nto write the file, run the test with %s=1", err, UpdateVariable)
	}
	requireSame(t, file+" differs from the account; to rewrite the file, run the test with "+UpdateVariable+"=1", splitLines(string(want)), splitLines(have))
}

func splitLines(text string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
}
