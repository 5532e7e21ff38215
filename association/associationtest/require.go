package associationtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

// RequireLinked ends the test unless two records are associated.
func RequireLinked(t testing.TB, r Reader, from, to record.Ref) {
	t.Helper()
	if _, linked := linked(t, r, from, to); !linked {
		t.Fatalf("%s is not associated with %s\n%s", from, to, linksOf(t, r, from, to.Type))
	}
}

// RequireNotLinked ends the test if two records are associated.
func RequireNotLinked(t testing.TB, r Reader, from, to record.Ref) {
	t.Helper()
	if link, linked := linked(t, r, from, to); linked {
		t.Fatalf("%s is associated with %s: %s", from, to, wordsOf(link))
	}
}

// RequireLinks ends the test unless a record is associated with exactly these records of a
// type, in any order.
func RequireLinks(t testing.TB, r Reader, of record.Ref, to record.Type, want ...record.Ref) {
	t.Helper()
	var have []string
	for _, link := range allLinks(t, r, of, to) {
		have = append(have, link.To.String())
	}
	want = slices.SortedFunc(slices.Values(want), record.Compare)
	texts := make([]string, len(want))
	for i, ref := range want {
		texts[i] = ref.String()
	}
	requireSame(t, fmt.Sprintf("%s of %s differ", to, of), texts, have)
}

// RequireLabels ends the test unless two records are associated and the link carries exactly
// these labels, in any order. Labels are named by their words, as from sees to. Without words
// the link must carry no label.
func RequireLabels(t testing.TB, r Reader, from, to record.Ref, words ...string) {
	t.Helper()
	RequireLinked(t, r, from, to)
	link, _ := linked(t, r, from, to)
	requireSame(t, fmt.Sprintf("labels of %s - %s differ", from, to), slices.Sorted(slices.Values(words)), labelWords(link))
}

// RequirePrimary ends the test unless primary is the primary record of its type of another.
func RequirePrimary(t testing.TB, r Reader, of, primary record.Ref) {
	t.Helper()
	have, found, err := r.Primary(t.Context(), of, primary.Type)
	check(t, err)
	switch {
	case !found:
		t.Fatalf("%s has no primary of %s, want %s\n%s", of, primary.Type, primary, linksOf(t, r, of, primary.Type))
	case have != primary:
		t.Fatalf("primary of %s is %s, want %s\n%s", of, have, primary, linksOf(t, r, of, primary.Type))
	}
}

// RequireNoPrimary ends the test if a record has a primary of a type.
func RequireNoPrimary(t testing.TB, r Reader, of record.Ref, to record.Type) {
	t.Helper()
	have, found, err := r.Primary(t.Context(), of, to)
	check(t, err)
	if found {
		t.Fatalf("primary of %s is %s, want none\n%s", of, have, linksOf(t, r, of, to))
	}
}

// RequireCount ends the test unless a record is associated with so many records of a type.
func RequireCount(t testing.TB, r Reader, of record.Ref, to record.Type, want int) {
	t.Helper()
	have, err := r.Count(t.Context(), of, to)
	check(t, err)
	if have != want {
		t.Fatalf("%s has %d %s, want %d\n%s", of, have, to, want, linksOf(t, r, of, to))
	}
}

// RequireHistory ends the test unless the events of a record towards a type are these lines,
// newest first. A line has the source and the change, without the time:
//
//	Ann: contacts/1 - companies/11: created, labels added +Contractor
func RequireHistory(t testing.TB, r Reader, of record.Ref, to record.Type, lines ...string) {
	t.Helper()
	have, err := historyLines(t.Context(), r, of, to, false)
	check(t, err)
	requireSame(t, fmt.Sprintf("history of %s with %s differs", of, to), lines, have)
}

// requireSame ends the test with the difference of two lists of lines, unless they are the same.
func requireSame(t testing.TB, title string, want, have []string) {
	t.Helper()
	if !slices.Equal(want, have) {
		t.Fatalf("%s (- wanted, + is there):\n%s", title, difference(want, have))
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func linked(t testing.TB, r Reader, from, to record.Ref) (association.Link, bool) {
	t.Helper()
	link, linked, err := r.Linked(t.Context(), from, to)
	check(t, err)
	return link, linked
}

func allLinks(t testing.TB, r Reader, of record.Ref, to record.Type) []association.Link {
	t.Helper()
	var links []association.Link
	for link, err := range r.Links(t.Context(), of, to) {
		check(t, err)
		links = append(links, link)
	}
	return links
}

// mostShown is how many links a failure shows.
const mostShown = 20

// linksOf says in words which records of a type a record is associated with, for a failure.
func linksOf(t testing.TB, r Reader, of record.Ref, to record.Type) string {
	t.Helper()
	links := allLinks(t, r, of, to)
	if len(links) == 0 {
		return fmt.Sprintf("%s has no %s", of, to)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s has %d %s:", of, len(links), to)
	for _, link := range links[:min(len(links), mostShown)] {
		b.WriteString("\n  " + wordsOf(link))
	}
	if len(links) > mostShown {
		fmt.Fprintf(&b, "\n  and %d more", len(links)-mostShown)
	}
	return b.String()
}
