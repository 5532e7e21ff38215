package script

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func playLinks(p *Player, l *line, _ []association.Operation) {
	scope := association.All()
	if labels := l.labels(); labels != nil {
		scope = association.Labeled(labels...)
	}
	switch word := l.option("scope"); word {
	case "primary":
		scope = association.Primary()
	case "primary-of":
		scope = association.PrimaryOf()
	case "":
	default:
		l.fail("there is no scope %q", word)
	}
	for link, err := range p.graph.Links(p.ctx, l.ref(), l.objectType(), scope) {
		if p.refused(err) {
			return
		}
		p.print(linkWords(link))
	}
}

func playPage(p *Player, l *line, _ []association.Operation) {
	var q association.Query
	after := l.option("after")
	of, to := l.ref(), l.objectType()
	q.Max = l.number()
	if after != "" {
		q.After = p.cursors[after]
		if q.After.IsZero() {
			l.fail("no page ended after %q", after)
		}
	}
	page, err := p.graph.Page(p.ctx, of, to, q)
	if p.refused(err) {
		return
	}
	for _, link := range page.Links {
		p.print(linkWords(link))
	}
	if !page.Next.IsZero() {
		last := string(page.Links[len(page.Links)-1].To.ID)
		p.cursors[last] = page.Next
		p.print("more after " + last)
	}
}

func playCard(p *Player, l *line, _ []association.Operation) {
	card, err := p.graph.Card(p.ctx, l.ref(), 0)
	if p.refused(err) {
		return
	}
	for _, g := range card.Groups {
		text := fmt.Sprintf("%s: %d", g.Type, g.Count)
		if !g.Primary.IsZero() {
			text += ", primary " + g.Primary.String()
		}
		p.print(text)
		for _, link := range g.Page.Links {
			p.print("  " + linkWords(link))
		}
	}
}

// linkWords describes a link as its From record sees it.
func linkWords(l association.Link) string {
	var words []string
	if l.Primary {
		words = append(words, "primary")
	}
	if l.PrimaryOf {
		words = append(words, "has it as primary")
	}
	for _, label := range l.Labels {
		words = append(words, label.Text)
	}
	if len(words) == 0 {
		return l.To.String()
	}
	return l.To.String() + " - " + strings.Join(words, ", ")
}

func playCount(p *Player, l *line, _ []association.Operation) {
	n, err := p.graph.Count(p.ctx, l.ref(), l.objectType())
	if !p.refused(err) {
		p.print(fmt.Sprint(n))
	}
}

func playPrimary(p *Player, l *line, _ []association.Operation) {
	why, found, err := p.graph.Why(p.ctx, l.ref(), l.objectType())
	switch {
	case p.refused(err):
	case found:
		p.print(fmt.Sprintf("%s (%s)", orNone(why.Primary), why))
	default:
		p.print(orNone(why.Primary))
	}
}

func playWhy(p *Player, l *line, _ []association.Operation) {
	why, found, err := p.graph.Why(p.ctx, l.ref(), l.objectType())
	switch {
	case p.refused(err):
	case found:
		p.print(fmt.Sprintf("%s: %s, %s by %s", orNone(why.Primary), why, clockTime(why.Event.At), sourceWords(why.Event.Source)))
		p.print("next: " + orNone(why.Next))
	default:
		p.print("none was ever primary")
	}
}

func orNone(ref record.Ref) string {
	if ref.IsZero() {
		return "none"
	}
	return ref.String()
}

func playHistory(p *Player, l *line, _ []association.Operation) {
	of, word := l.ref(), l.word()
	events := p.graph.History(p.ctx, of, record.Type(word))
	if strings.Contains(word, "/") {
		events = p.graph.HistoryOf(p.ctx, of, refOf(word))
	}
	labels := p.labels(l)
	for e, err := range events {
		if p.refused(err) {
			return
		}
		p.print(fmt.Sprintf("%s %s: %s%s", clockTime(e.At), sourceWords(e.Source), e, eventWords(labels, e)))
	}
}

// sourceWords describes a source with its request id.
func sourceWords(s history.Source) string {
	if s.RequestID == "" {
		return s.String()
	}
	return fmt.Sprintf("%s (%s)", s, s.RequestID)
}

// eventWords says which labels came and went, and why marks moved.
func eventWords(catalog schema.Labels, e history.Event) string {
	var b strings.Builder
	was, now := e.Was.Near.Labels, e.Now.Near.Labels
	b.WriteString(setWords(catalog, " +", now.Minus(was)))
	b.WriteString(setWords(catalog, " -", was.Minus(now)))
	b.WriteString(causeWords(e.Causes.Near, e.B))
	b.WriteString(causeWords(e.Causes.Far, e.A))
	return b.String()
}

// causeWords says in brackets why a mark moved to the given record.
func causeWords(cause primary.Cause, is record.Ref) string {
	if cause == primary.NoCause {
		return ""
	}
	return fmt.Sprintf(" (%s)", primary.Explain(cause, is.Type))
}

func setWords(catalog schema.Labels, sign string, set label.Set) string {
	text := ""
	for id := range set.All() {
		l, _ := catalog.Lookup(id)
		text += sign + l.Text
	}
	return text
}

func playPanel(p *Player, l *line, _ []association.Operation) {
	rows, err := p.graph.Panel(p.ctx, l.ref(), l.objectType(), nil)
	if p.refused(err) {
		return
	}
	for _, row := range rows {
		state := "exists"
		if !row.Linked {
			state = "gone"
		}
		p.print(fmt.Sprintf("%s %s: first %s by %s; last %s by %s, %s", row.Other, state,
			clockTime(row.First.At), sourceWords(row.First.Source), clockTime(row.Last.At), sourceWords(row.Last.Source), row.Last.Kinds))
	}
}

func playLabels(p *Player, l *line, _ []association.Operation) {
	catalog := p.labels(l)
	for _, one := range catalog.Labels(l.objectType(), l.objectType()) {
		back, _ := catalog.Lookup(one.Inverse)
		if back.Text == one.Text {
			p.print(one.Text)
		} else {
			p.print(one.Text + ", the other way " + back.Text)
		}
	}
}

func playNear(p *Player, l *line, _ []association.Operation) {
	page, err := p.graph.Report(p.ctx, association.ReportQuery{Keys: []limits.Key{p.key(l)}})
	if p.refused(err) {
		return
	}
	for _, usage := range page.Rows {
		p.print(fmt.Sprintf("%s: %d of %d", usage.Record, usage.Have, usage.Max))
	}
}
