//go:build !unix

package postgrestest

import (
	"fmt"
	"os"
	"os/exec"
)

type account struct{ uid, gid int }

func serverAccount() (*account, error) {
	return nil, fmt.Errorf("%w: this package starts servers on Unix only", ErrMissing)
}

func (*account) run(*exec.Cmd) {}

var immediate = os.Kill
