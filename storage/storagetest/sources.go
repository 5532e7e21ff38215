package storagetest

import (
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var sourceScenarios = []scenario{
	{"every source", everySourceIsKept},
	{"sources rolled back", rolledBackSources},
}

// hostileTexts are legal texts of a source that encodings, collations and query languages
// stumble over. Two of them are equal under some collation.
func hostileTexts() []string {
	return []string{
		"", "7", "Ann", "ann", "ANN", " ", " Ann", "Ann ", "\t", "\n", "\x01", "\x7f", "~1", "~", "NULL", "null", "{}", "[]", "\\", "\\x00", "'", "''",
		"\"", "';--", "$1", "%s", "é", "e\u0301", "\u2028", "\ufeff", "\ufffd", "\U0010ffff", "😀", "日本", "عربى", strings.Repeat("z", history.MaxSourceText),
		"a" + strings.Repeat("é", 127),
	}
}

// hostileSources are sources of every kind with hostile texts in each of the three places,
// alone and together.
func hostileSources() (sources []history.Source) {
	texts := hostileTexts()
	for i, text := range texts {
		kind := history.SourceKind(i % int(history.Unknown+1))
		next := texts[(i+1)%len(texts)]
		sources = append(sources, history.By(kind).WithUser(text, ""), history.By(kind).WithUser("", text),
			history.By(kind).WithRequest(text), history.By(kind).WithUser(text, next).WithRequest(text))
	}
	for kind := history.API; kind <= history.Unknown; kind++ {
		sources = append(sources, history.By(kind), history.By(kind).WithUser("7", "Ann").WithRequest("r1"))
	}
	return sources
}

// drawSource draws a source, most of the time of a few, so that sources come again.
func drawSource(t *rapid.T) history.Source {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "", "7", "r1"}), rapid.SampledFrom(hostileTexts()))
	s := history.By(history.SourceKind(rapid.IntRange(0, int(history.Unknown)).Draw(t, "kind")))
	if rapid.Bool().Draw(t, "user") {
		s = s.WithUser(text.Draw(t, "user's id"), text.Draw(t, "user's name"))
	}
	return s.WithRequest(text.Draw(t, "request"))
}

// Every source comes back as it was written, whatever its texts are, in one batch with the
// others and in a batch of its own.
func everySourceIsKept(t tester, s *env) {
	store, sources := s.open(), hostileSources()
	together := edit{}
	for i := range sources {
		together.links = append(together.links, linked(ann, company(i+1), 1))
	}
	require.NoError(t, store.Update(s.ctx, together.anchors(), func(tx storage.Tx) error {
		var b storage.Batch
		together.ask(&b)
		s.read(t, tx, &b)
		together.wish(&b, s.operation())
		for i := range b.Events {
			b.Events[i].Source = sources[i]
		}
		return tx.Apply(s.ctx, &b)
	}))
	for i, source := range sources {
		s.write(t, store, edit{links: []change{linked(bob, company(i+1), 1)}, source: source})
	}
	all := feed(t, s, store, storage.MaxPage)
	require.Len(t, all, 2*len(sources))
	for i, e := range all {
		require.Equal(t, sources[i%len(sources)], e.Source, "event %d", i)
	}
	for i := 0; i < len(sources); i += 10 {
		b := s.read(t, store, &storage.Batch{EventPages: []storage.EventPage{{Kind: storage.OfPair, Of: bob, With: company(i + 1), Max: 9}}})
		require.Equal(t, sources[i], b.EventPages[0].Rows(b)[0].Source, "the pair of source %d", i)
	}
}

// A source that was rolled back is not mixed up with a later source.
func rolledBackSources(t tester, s *env) {
	store := s.open()
	for i := range 5 {
		source := history.ByUser(fmt.Sprint("u", i), "Ann").WithRequest(fmt.Sprint("r", i))
		e := edit{links: []change{linked(record.New(record.Contacts, record.ID(fmt.Sprint("é", i))), acme, 1)}, source: source}
		lost := e
		lost.source = source.WithUser("lost", "lost").WithRequest(fmt.Sprint("lost", i))
		require.ErrorIs(t, store.Update(s.ctx, lost.anchors(), func(tx storage.Tx) error {
			if err := lost.in(s.ctx, tx, s.operation()); err != nil {
				return err
			}
			return errOwn
		}), errOwn)
		s.write(t, store, e)
		all := feed(t, s, store, 100)
		require.Equal(t, source, all[len(all)-1].Source)
	}
}
