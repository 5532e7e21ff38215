// Package child runs the calling test a second time, in another process. So a store can be used
// by several processes, and by a process that is killed.
//
// A child is this test binary. The environment has the child's task, and the flags select only
// that test. The child answers in lines of JSON on standard output, and ends when the parent
// does, so that no child outlives its parent.
package child

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// variable holds the task of a child.
const variable = "RELATA_TEST_CHILD"

// Task decodes into task the task that the parent process gave to this process. The result is
// false in a process that is no child.
func Task(task any) (bool, error) {
	text, is := os.LookupEnv(variable)
	if !is {
		return false, nil
	}
	if err := json.Unmarshal([]byte(text), task); err != nil {
		return true, fmt.Errorf("task of a child process: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1) // the parent is gone
	}()
	return true, nil
}

// output keeps the lines of a child apart.
var output sync.Mutex

// Send writes an answer of a child. When Send returns, the answer has reached the parent's end
// of the pipe and is not lost if the child is killed afterwards.
func Send(answer any) error {
	line, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	output.Lock()
	defer output.Unlock()
	_, err = os.Stdout.Write(append(line, '\n'))
	return err
}

// A Process is a running child.
type Process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	heard chan struct{} // closed when everything that the child said has been heard

	mu   sync.Mutex // guards said
	said []string   // the lines that are no answers, for a person
}

// Start runs the test t in a child and calls hear with each answer, from a single goroutine. A
// line that was cut off by the child's death is no answer.
func Start(t testing.TB, task any, hear func(answer []byte)) (*Process, error) {
	text, err := json.Marshal(task)
	if err != nil {
		return nil, err
	}
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &Process{heard: make(chan struct{})}
	p.cmd = exec.Command(binary, "-test.run="+pattern(t.Name()), "-test.count=1", "-test.timeout=10m")
	p.cmd.Env = append(os.Environ(), variable+"="+string(text))
	p.cmd.Stderr = p
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	// A pipe of our own: Wait would close that of StdoutPipe before all was heard.
	from, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stdout = to
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a child process: %w", err)
	}
	_ = to.Close()
	go p.listen(from, hear)
	return p, nil
}

// pattern matches exactly the test of that name.
func pattern(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// listen hears answers until the child has ended.
func (p *Process) listen(from io.ReadCloser, hear func([]byte)) {
	defer close(p.heard)
	defer from.Close()
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadBytes('\n')
		switch {
		case err != nil:
			return
		case json.Valid(line):
			hear(line)
		default:
			_, _ = p.Write(line)
		}
	}
}

// Write keeps the child's output for a person.
func (p *Process) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	const most = 1000 // pieces
	if len(p.said) < most {
		p.said = append(p.said, string(text))
	}
	return len(text), nil
}

// Said returns the child's output besides the answers: the failure, if the child failed.
func (p *Process) Said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.said, "")
}

// Kill ends the child at once: on Unix by SIGKILL, which a process cannot notice.
func (p *Process) Kill() error { return p.cmd.Process.Kill() }

// Wait returns when the child has ended and all answers were heard.
func (p *Process) Wait() error {
	err := p.cmd.Wait()
	<-p.heard
	_ = p.stdin.Close()
	return err
}
