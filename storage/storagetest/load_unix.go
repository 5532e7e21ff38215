//go:build unix

package storagetest

import (
	"syscall"
	"time"
)

// processorTime is what this process has used, the garbage collector included: unlike
// the wall clock it does not measure the neighbours.
func processorTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
