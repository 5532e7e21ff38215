//go:build unix

package storagetest

import (
	"syscall"
	"time"
)

// processorTime is the time that this process has used, including the garbage collector. Unlike
// the wall clock it does not count other processes.
func processorTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
