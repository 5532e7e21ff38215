package associationtest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// wordsOf describes a link as its From record sees it.
func wordsOf(l association.Link) string {
	var words []string
	if l.Primary {
		words = append(words, "primary")
	}
	if l.PrimaryOf {
		words = append(words, "has it as primary")
	}
	words = append(words, labelWords(l)...)
	if len(words) == 0 {
		return l.To.String()
	}
	return l.To.String() + " - " + strings.Join(words, ", ")
}

// labelWords returns the words of a link's labels, sorted.
func labelWords(l association.Link) []string {
	var words []string
	for _, each := range l.Labels {
		words = append(words, each.Text)
	}
	slices.Sort(words)
	return words
}

// historyLines returns a line for each event of a record towards a type, newest first.
func historyLines(ctx context.Context, r Reader, of record.Ref, to record.Type, times bool) ([]string, error) {
	s, err := r.Schema(ctx)
	if err != nil {
		return nil, err
	}
	var lines []string
	for e, err := range r.History(ctx, of, to) {
		if err != nil {
			return nil, err
		}
		lines = append(lines, eventLine(s, e, times))
	}
	return lines, nil
}

// eventLine describes an event with the labels that came (+) and went (-).
func eventLine(s *schema.Schema, e history.Event, times bool) string {
	line := fmt.Sprintf("%s: %s", e.Source, e)
	was, now := e.Was.Near.Labels, e.Now.Near.Labels
	line += signed(s, " +", now.Minus(was)) + signed(s, " -", was.Minus(now))
	if times {
		return e.At.Time().UTC().Format(timeLayout) + " " + line
	}
	return line
}

// signed returns the words of a set, each after a sign.
func signed(s *schema.Schema, sign string, set label.Set) string {
	var words []string
	for _, l := range s.LabelsOf(set) {
		words = append(words, l.Text)
	}
	slices.Sort(words)
	text := ""
	for _, word := range words {
		text += sign + word
	}
	return text
}
