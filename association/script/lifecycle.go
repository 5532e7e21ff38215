package script

import (
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

func readActivity(l *line) *association.AssociateActivity {
	op := &association.AssociateActivity{Activity: l.ref(), On: l.ref()}
	for text := l.option("joins"); text != ""; text = l.option("joins") {
		to, most, _ := strings.Cut(text, ":")
		target := association.ActivityTarget{To: record.Type(to)}
		if scanNumber(most, &target.Most) != nil {
			l.fail("joins=%s: want TYPE:NUMBER", text)
		}
		op.Targets = append(op.Targets, target)
	}
	return op
}

func readDelete(l *line) *association.DeleteRecord {
	return &association.DeleteRecord{Record: l.ref()}
}

func readRestore(l *line) *association.RestoreRecord {
	return &association.RestoreRecord{Record: l.ref()}
}

func readMerge(l *line) *association.MergeRecords {
	return &association.MergeRecords{
		Survivor: l.ref(), Merged: l.ref(), Into: record.ID(l.option("into")),
		Policy: association.MergePolicy{
			Labels:  chosen(l, "labels", map[string]association.MergedLabels{"": association.UniteLabels, "survivor": association.SurvivorsLabels}),
			Primary: chosen(l, "primary", map[string]association.MergedPrimary{"": association.SurvivorsPrimary, "merged": association.MergedsPrimary}),
			Limits: chosen(l, "over", map[string]association.LimitPolicy{
				"": association.RefuseOverLimit, "survivor": association.KeepSurvivors, "newest": association.KeepNewest,
			}),
		},
	}
}

// chosen takes an option whose value is one of a few words.
func chosen[V any](l *line, key string, words map[string]V) V {
	word := l.option(key)
	value, known := words[word]
	if !known {
		l.fail("there is no %s=%s", key, word)
	}
	return value
}

func readUndo(l *line) *association.Undo {
	name := l.word()
	id, err := history.NamedOperation(name)
	if err != nil {
		l.fail("%w", err)
	}
	return &association.Undo{Operation: id, Group: l.option("group") == "yes"}
}
