package storagetest

import (
	"slices"
	"strings"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A scriptPlayer plays a script on a graph whose clock and ids are the same in every run.
type scriptPlayer struct {
	*env
	t     tester
	store storage.Storage
	graph *association.Graph // the source is that of the last "as"
	now   time.Time
	last  uint64            // number of an operation
	plan  *association.Plan // the last plan
	lines []string          // printed in the block
	ends  bool              // the command under way is the last of a block

	cursors map[string]association.Cursor // of pages of links, by the last id of the page before
}

func newScriptPlayer(t tester, s *env) *scriptPlayer {
	t.Helper()
	p := &scriptPlayer{env: s, t: t, cursors: map[string]association.Cursor{}, store: s.open(), now: time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)}
	graph, err := association.Open(s.ctx, p.store, &association.Options{
		Clock:  func() time.Time { return p.now },
		NextID: func() uint64 { p.last++; return p.last },
	})
	if err != nil {
		t.Fatalf("open the graph: %v", err)
	}
	p.graph = graph
	return p
}

// verify fails if the rows after the script break a law.
func (p *scriptPlayer) verify() {
	p.t.Helper()
	schema, err := p.graph.Schema(p.ctx)
	if err == nil {
		err = Verify(p.ctx, p.store, schema.Labels().Types(), schema.Labels().Mirror)
	}
	if err != nil {
		p.t.Errorf("in the end: %v", err)
	}
}

// block plays a block and returns the output.
func (p *scriptPlayer) block(b *scriptBlock) string {
	p.t.Helper()
	p.lines = nil
	for i, line := range b.commands {
		p.ends = i == len(b.commands)-1
		p.command(line)
		p.now = p.now.Add(time.Minute)
	}
	if len(p.lines) == 0 {
		return ""
	}
	return strings.Join(p.lines, "\n") + "\n"
}

// command plays a command.
func (p *scriptPlayer) command(l *scriptLine) {
	p.t.Helper()
	switch command := commandOf(l); {
	case command.operation != nil:
		p.change(p.operation(l))
	case command.edit != nil:
		p.edit(p.schemaEdit(l))
	case command.edits != nil:
		edits := make([]schema.Edit, len(l.body))
		for i, line := range l.body {
			edits[i] = p.schemaEdit(line)
		}
		command.edits(p, edits)
		l.end()
	default:
		ops := make([]association.Operation, len(l.body))
		for i, line := range l.body {
			ops[i] = p.operation(line)
		}
		command.play(p, l, ops)
		l.end()
	}
}

// commandOf returns the command that the verb of a line names.
func commandOf(l *scriptLine) scriptCommand {
	l.t.Helper()
	command, known := scriptCommands[l.verb]
	if !known {
		l.fail("there is no such command")
	}
	l.takes = command.takes
	return command
}

// operation reads a command that is an operation, under an id if the command has an id.
func (p *scriptPlayer) operation(l *scriptLine) association.Operation {
	p.t.Helper()
	command := commandOf(l)
	if command.operation == nil {
		l.fail("it is no operation")
	}
	op := command.operation(l)
	if name := l.option("id"); name != "" {
		id, err := history.NamedOperation(name)
		if err != nil {
			l.fail("%v", err)
		}
		op = association.Once(id, op)
	}
	l.end()
	return op
}

// schemaEdit reads a command that is an edit of the schema.
func (p *scriptPlayer) schemaEdit(l *scriptLine) schema.Edit {
	p.t.Helper()
	command := commandOf(l)
	if command.edit == nil {
		l.fail("it is no edit of the schema")
	}
	e := command.edit(p, l)
	l.end()
	return e
}

// print adds lines to the output. Empty ones would end the block.
func (p *scriptPlayer) print(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			p.lines = append(p.lines, strings.TrimRight(line, " "))
		}
	}
}

// refused prints err, unless nil.
func (p *scriptPlayer) refused(err error) bool {
	if err != nil {
		p.print("refused: " + err.Error())
	}
	return err != nil
}

// result prints the result of an operation, unless the result is obvious.
func (p *scriptPlayer) result(r association.Result) {
	plain := r.Outcome == association.Created || r.Outcome == association.Changed || r.Outcome == association.Removed
	if p.ends || !plain || r.Repeated || !r.Ignored.IsZero() || len(r.Skipped) > 0 {
		p.answer(r)
	}
}

// answer prints a result with all its lists.
func (p *scriptPlayer) answer(r association.Result) {
	p.print(r.String())
	for _, joined := range r.Joined {
		if !slices.Contains(r.Skipped, joined) {
			p.print("joined: " + joined.String())
		}
	}
	for _, lost := range r.Lost {
		p.print("lost: " + lost.String())
	}
}

// change executes an operation.
func (p *scriptPlayer) change(op association.Operation) {
	results, err := p.graph.Do(p.ctx, op)
	if !p.refused(err) {
		p.result(results[0])
	}
}

// edit makes edits of the schema, which is silent.
func (p *scriptPlayer) edit(edits ...schema.Edit) {
	p.refused(p.graph.Edit(p.ctx, edits...))
}

func clockTime(at record.Time) string { return at.Time().Format("2006-01-02 15:04") }
