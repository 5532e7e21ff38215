package script

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A Player plays scripts on a graph. The blocks of a script, and scripts after each other, share
// the last plan and the source of changes. A Player is for one goroutine.
type Player struct {
	graph   *association.Graph // the source is that of the last "as"
	advance func(time.Duration)
	ctx     context.Context               // of the block
	plan    *association.Plan             // the last plan
	lines   []string                      // printed in the block
	refusal error                         // the first of the block
	ends    bool                          // the command under way is the last of a block
	cursors map[string]association.Cursor // of pages of links, by the last id of the page before
}

// NewPlayer returns a player on a graph. After each command the player calls advance with a
// minute, and for wait with the duration that is written. Advance moves the clock of the graph;
// nil leaves the clock alone.
func NewPlayer(graph *association.Graph, advance func(time.Duration)) *Player {
	if advance == nil {
		advance = func(time.Duration) {}
	}
	return &Player{graph: graph, advance: advance, cursors: map[string]association.Cursor{}}
}

// Play plays a block and returns the output, which the caller compares with b.Output. The
// refusals of the graph are part of the output. An error is a mistake in the script, such as an
// unknown verb: the commands after the mistake are not played.
func (p *Player) Play(ctx context.Context, b *Block) (output string, err error) {
	p.ctx, p.lines, p.refusal = ctx, nil, nil
	for i, line := range b.commands {
		p.ends = i == len(b.commands)-1
		if err := p.command(line.copied()); err != nil {
			return "", err
		}
		p.advance(time.Minute)
	}
	if len(p.lines) == 0 {
		return "", nil
	}
	return strings.Join(p.lines, "\n") + "\n", nil
}

// Run plays a whole script. The error is the first mistake in the script, the first output that
// differs from the written output, or the first refusal in a block without a written output. So
// a script that only fills a graph needs no outputs. Blocks after the error are not played.
func (p *Player) Run(ctx context.Context, name, text string) error {
	blocks, err := Parse(name, text)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		output, err := p.Play(ctx, b)
		switch {
		case err != nil:
			return err
		case b.Output == "" && p.refusal != nil:
			return fmt.Errorf("%s:%d: refused: %w", name, b.Line, p.refusal)
		case b.Output != "" && b.Output != output:
			return fmt.Errorf("%s:%d:\n%swant:\n%s", name, b.Line, b.With(output), b.Output)
		}
	}
	return nil
}

// command plays a command and returns the mistake in it.
func (p *Player) command(l *line) error {
	command := commandOf(l)
	body := make([]*line, len(l.body))
	for i, line := range l.body {
		body[i] = line.copied()
	}
	switch {
	case l.err != nil:
	case command.operation != nil:
		if op := operationOf(l); l.err == nil {
			p.change(op)
		}
	case command.edit != nil:
		if edit := p.schemaEdit(l); l.err == nil {
			p.edit(edit)
		}
	case command.edits != nil:
		if edits := each(l, body, p.schemaEdit); l.err == nil {
			command.edits(p, edits)
			l.end()
		}
	default:
		if ops := each(l, body, operationOf); l.err == nil {
			command.play(p, l, ops)
			l.end()
		}
	}
	return l.err
}

// each reads the lines of a body. The first mistake is also that of l.
func each[V any](l *line, body []*line, read func(*line) V) []V {
	values := make([]V, len(body))
	for i, line := range body {
		values[i] = read(line)
		if l.err == nil {
			l.err = line.err
		}
	}
	return values
}

// commandOf returns the command that the verb of a line names.
func commandOf(l *line) command {
	found, known := commands[l.verb]
	if !known {
		l.fail("there is no such command")
	}
	l.takes = found.takes
	return found
}

// operationOf reads a command that is an operation, under an id if the command has an id.
func operationOf(l *line) association.Operation {
	command := commandOf(l)
	if command.operation == nil {
		l.fail("it is no operation")
		return nil
	}
	op := command.operation(l)
	if name := l.option("id"); name != "" {
		id, err := history.NamedOperation(name)
		if err != nil {
			l.fail("%w", err)
		}
		op = association.Once(id, op)
	}
	l.end()
	return op
}

// schemaEdit reads a command that is an edit of the schema.
func (p *Player) schemaEdit(l *line) schema.Edit {
	command := commandOf(l)
	if command.edit == nil {
		l.fail("it is no edit of the schema")
		return nil
	}
	e := command.edit(p, l)
	l.end()
	return e
}

// print adds lines to the output. Empty ones would end the block.
func (p *Player) print(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			p.lines = append(p.lines, strings.TrimRight(line, " "))
		}
	}
}

// refused prints err, unless nil, and reports whether there is one.
func (p *Player) refused(err error) bool {
	if err != nil {
		p.refusal = cmp.Or(p.refusal, err)
		p.print("refused: " + err.Error())
	}
	return err != nil
}

// result prints the result of an operation, unless the result is obvious.
func (p *Player) result(r association.Result) {
	plain := r.Outcome == association.Created || r.Outcome == association.Changed || r.Outcome == association.Removed
	if p.ends || !plain || r.Repeated || !r.Ignored.IsZero() || len(r.Skipped) > 0 {
		p.answer(r)
	}
}

// answer prints a result with all its lists.
func (p *Player) answer(r association.Result) {
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
func (p *Player) change(op association.Operation) {
	results, err := p.graph.Do(p.ctx, op)
	if !p.refused(err) {
		p.result(results[0])
	}
}

// edit makes edits of the schema, which is silent.
func (p *Player) edit(edits ...schema.Edit) {
	p.refused(p.graph.Edit(p.ctx, edits...))
}

func clockTime(at record.Time) string { return at.Time().Format("2006-01-02 15:04") }
