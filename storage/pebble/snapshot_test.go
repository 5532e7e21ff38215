package pebble

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"github.com/stretchr/testify/require"
)

// A slowLog holds back the syncs of the log while it is on.
type slowLog struct {
	on           atomic.Bool
	asked, allow chan struct{}
}

func (s *slowLog) MaybeError(op errorfs.Op) error {
	syncs := op.Kind == errorfs.OpFileSync || op.Kind == errorfs.OpFileSyncData || op.Kind == errorfs.OpFileSyncTo
	if syncs && strings.HasSuffix(op.Path, ".log") && s.on.CompareAndSwap(true, false) {
		close(s.asked)
		<-s.allow
	}
	return nil
}

func (s *slowLog) String() string { return "slow log" }

// Nobody sees a Write that a loss of power would still take back.
func TestViewsShowWhatIsSynced(t *testing.T) {
	slow := &slowLog{asked: make(chan struct{}), allow: make(chan struct{})}
	e, err := openEngine(folder(t), nil, errorfs.Wrap(vfs.Default, slow))
	require.NoError(t, err)
	require.NoError(t, e.Write(t.Context(), some(0)))
	slow.on.Store(true)
	written := make(chan error, 1)
	go func() { written <- e.Write(t.Context(), some(1)) }()
	<-slow.asked
	require.Equal(t, 100, count(t, e))
	close(slow.allow)
	require.NoError(t, <-written)
	require.Equal(t, 200, count(t, e))
	require.NoError(t, e.Close())
}
