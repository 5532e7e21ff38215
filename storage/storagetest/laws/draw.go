package laws

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// drawCommands draws at least one operation. Some operations get an id, from a few ids.
func drawCommands(t *rapid.T, m *machine, most int) []command {
	commands := make([]command, rapid.IntRange(1, most).Draw(t, "how many"))
	for i := range commands {
		commands[i].op = drawOperation(t, m)
		if once := rapid.IntRange(0, 11).Draw(t, "once"); once < 3 {
			commands[i].once = fmt.Sprint("order-", once)
			if first, again := m.once[commands[i].once]; again && rapid.IntRange(0, 3).Draw(t, "other request") > 0 {
				commands[i].op = first
			}
			m.once[commands[i].once] = commands[i].op
		}
	}
	return commands
}

func (m *machine) draw(t *rapid.T, what string) record.Ref {
	return rapid.SampledFrom(m.records).Draw(t, what)
}

// drawPair draws two records, most of the time two that are linked.
func drawPair(t *rapid.T, m *machine) (from, to record.Ref) {
	pairs := make([]history.Pair, 0, len(m.model.links))
	for p := range m.model.links {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, history.ComparePairs)
	if len(pairs) == 0 || rapid.IntRange(0, 9).Draw(t, "any") == 0 {
		return m.draw(t, "from"), m.draw(t, "to")
	}
	p := rapid.SampledFrom(pairs).Draw(t, "link")
	if rapid.Bool().Draw(t, "turn") {
		return p.B, p.A
	}
	return p.A, p.B
}

// drawLabels draws some labels of a pair, seen from either end, and sometimes a label that does
// not fit.
func drawLabels(t *rapid.T, m *machine, from, to record.Type) []label.Label {
	var fit, all []label.Label
	for _, l := range m.model.labels {
		if l.From == from && l.To == to || l.From == to && l.To == from {
			fit = append(fit, l)
		}
		all = append(all, l)
	}
	if len(fit) == 0 || rapid.IntRange(0, 19).Draw(t, "any label") == 0 {
		fit = all
	}
	slices.SortFunc(fit, func(a, b label.Label) int { return label.Compare(a.ID, b.ID) })
	labels := rapid.SliceOfNDistinct(rapid.SampledFrom(fit), 0, min(2, len(fit)), func(l label.Label) label.TypeID { return l.ID }).Draw(t, "labels")
	for i, l := range labels {
		switch way := rapid.IntRange(0, 9).Draw(t, "reference"); {
		case way == 0:
			labels[i] = label.WithID(l.ID)
		case way == 1 && l.IsLabel():
			labels[i] = label.Named(l.Text)
		}
	}
	return labels
}

func drawMark(t *rapid.T) primary.Mark {
	return rapid.SampledFrom([]primary.Mark{
		primary.MarkFirst, primary.MarkFirst, primary.MarkAsPrimary, primary.MarkReplace, primary.MarkNever,
	}).Draw(t, "mark")
}

// drawSuccessor draws the successor that a caller names, most of the time none.
func drawSuccessor(t *rapid.T, m *machine, from, to record.Ref) (record.Ref, bool) {
	alone := rapid.Bool().Draw(t, "alone")
	switch rapid.IntRange(0, 3).Draw(t, "successor") {
	case 0:
		return m.draw(t, "anybody"), alone
	case 1:
		if others := m.model.neighbors(from, to.Type); len(others) > 0 {
			return rapid.SampledFrom(others).Draw(t, "candidate"), alone
		}
	}
	return record.Ref{}, alone
}

func drawAssociate(t *rapid.T, m *machine) *association.Associate {
	from, to := m.draw(t, "from"), m.draw(t, "to")
	return &association.Associate{
		From: from, To: to, Labels: drawLabels(t, m, from.Type, to.Type), Mark: drawMark(t),
		OnlyFirst: rapid.IntRange(0, 9).Draw(t, "only first") == 0,
	}
}

func drawAssociateAll(t *rapid.T, m *machine) *association.AssociateAll {
	op := &association.AssociateAll{From: m.draw(t, "from")}
	for range rapid.IntRange(0, 4).Draw(t, "targets") {
		to := m.draw(t, "to")
		op.Targets = append(op.Targets, association.Target{To: to, Labels: drawLabels(t, m, op.From.Type, to.Type), Mark: drawMark(t)})
	}
	return op
}

func drawDissociate(t *rapid.T, m *machine) *association.Dissociate {
	from, to := drawPair(t, m)
	named, alone := drawSuccessor(t, m, from, to)
	return &association.Dissociate{From: from, To: to, Successor: named, Unattended: alone}
}

func drawSetLabels(t *rapid.T, m *machine) *association.SetLabels {
	from, to := drawPair(t, m)
	return &association.SetLabels{From: from, To: to, Labels: drawLabels(t, m, from.Type, to.Type)}
}

func drawAddLabels(t *rapid.T, m *machine) *association.AddLabels {
	from, to := drawPair(t, m)
	return &association.AddLabels{From: from, To: to, Labels: drawLabels(t, m, from.Type, to.Type)}
}

func drawRemoveLabels(t *rapid.T, m *machine) *association.RemoveLabels {
	from, to := drawPair(t, m)
	named, alone := drawSuccessor(t, m, from, to)
	return &association.RemoveLabels{From: from, To: to, Labels: drawLabels(t, m, from.Type, to.Type), Successor: named, Unattended: alone}
}

func drawSetPrimary(t *rapid.T, m *machine) *association.SetPrimary {
	from, to := drawPair(t, m)
	return &association.SetPrimary{From: from, To: to}
}

func drawClearPrimary(t *rapid.T, m *machine) *association.ClearPrimary {
	from, to := drawPair(t, m)
	named, alone := drawSuccessor(t, m, from, to)
	return &association.ClearPrimary{From: from, To: to, Successor: named, Unattended: alone}
}

func drawDelete(t *rapid.T, m *machine) *association.DeleteRecord {
	return &association.DeleteRecord{Record: m.draw(t, "deleted")}
}

// drawRestore draws most of the time a record that was deleted or merged.
func drawRestore(t *rapid.T, m *machine) *association.RestoreRecord {
	var ended []record.Ref
	for of := range m.model.ended {
		ended = append(ended, of)
	}
	slices.SortFunc(ended, record.Compare)
	if len(ended) == 0 || rapid.IntRange(0, 9).Draw(t, "any") == 0 {
		ended = m.records
	}
	return &association.RestoreRecord{Record: rapid.SampledFrom(ended).Draw(t, "restored")}
}

// drawMerge draws a merge, mostly of two records of the same type.
func drawMerge(t *rapid.T, m *machine) *association.MergeRecords {
	op := &association.MergeRecords{Survivor: m.draw(t, "survivor"), Merged: m.draw(t, "merged"), Policy: association.MergePolicy{
		Labels:  rapid.SampledFrom([]association.MergedLabels{association.UniteLabels, association.SurvivorsLabels}).Draw(t, "labels of"),
		Primary: rapid.SampledFrom([]association.MergedPrimary{association.SurvivorsPrimary, association.MergedsPrimary}).Draw(t, "primary of"),
		Limits:  rapid.SampledFrom([]association.LimitPolicy{association.RefuseOverLimit, association.KeepSurvivors, association.KeepNewest}).Draw(t, "over"),
	}}
	if rapid.IntRange(0, 19).Draw(t, "other type") > 0 {
		var same []record.Ref
		for _, ref := range m.records {
			if ref.Type == op.Survivor.Type {
				same = append(same, ref)
			}
		}
		op.Merged = rapid.SampledFrom(same).Draw(t, "merged of the type")
	}
	op.Into = rapid.SampledFrom([]record.ID{"", "", "", "30", "c", "1"}).Draw(t, "into")
	return op
}

// drawUndo draws an operation that wrote something, the last ones more often, or any id.
func drawUndo(t *rapid.T, m *machine) *association.Undo {
	ids := append([]history.OperationID{operation(t, "order-0"), operation(t, "order-1"), operation(t, "never")}, m.done...)
	ids = append(ids, m.done[max(0, len(m.done)-3):]...) // those more often
	ids = append(ids, m.done[max(0, len(m.done)-3):]...)
	return &association.Undo{Operation: rapid.SampledFrom(ids).Draw(t, "undone"), Group: rapid.IntRange(0, 2).Draw(t, "group") == 0}
}

// drawTime draws how much time passes: little, sometimes backwards, and now and then as
// much as a deleted record is kept.
func drawTime(t *rapid.T) int64 {
	if rapid.IntRange(0, 7).Draw(t, "long") == 0 {
		return rapid.Int64Range(keepDeleted-3, keepDeleted+3).Draw(t, "time passes")
	}
	return rapid.Int64Range(-3, 5).Draw(t, "time passes")
}

// drawLabelID draws a label of the direction, or none.
func drawLabelID(t *rapid.T, m *machine, from, to record.Type) label.TypeID {
	ids := append([]label.TypeID{{}}, m.labelIDs(from, to)...)
	return rapid.SampledFrom(ids).Draw(t, "label")
}

// labelIDs returns the labels of the direction, the removed ones too, in the order of their
// ids.
func (m *machine) labelIDs(from, to record.Type) []label.TypeID {
	var ids []label.TypeID
	for id, l := range m.model.labels {
		if l.IsLabel() && l.From == from && l.To == to {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, label.Compare)
	return ids
}

// ownLabel draws a label that the account defined and that is not removed.
func (m *machine) ownLabel(t *rapid.T) label.TypeID {
	var ids []label.TypeID
	for id, l := range m.model.labels {
		if l.IsLabel() && l.Status == label.Active && id.Category == label.UserDefined {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, label.Compare)
	return rapid.SampledFrom(append(ids, label.ParentToChild)).Draw(t, "own label")
}

// drawSource draws who makes a step: any kind that may change every link, often with a user or
// a request id, or with both.
func drawSource(t *rapid.T) history.Source {
	s := history.By(rapid.SampledFrom([]history.SourceKind{history.API, history.User, history.Import, history.Job, history.Unknown}).Draw(t, "source"))
	if rapid.Bool().Draw(t, "user") {
		s = s.WithUser(rapid.SampledFrom([]string{"", "7", "é'"}).Draw(t, "user's id"), rapid.SampledFrom([]string{"", "Ann", "\n"}).Draw(t, "user's name"))
	}
	return s.WithRequest(rapid.SampledFrom([]string{"", "r1", "~2"}).Draw(t, "request"))
}
