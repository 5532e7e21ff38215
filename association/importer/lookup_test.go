package importer_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/record"
)

// A directory is an application that finds records by another key, and creates a record
// for a key that begins with "new".
type directory struct {
	ids   map[string]record.ID
	asked [][]string
	dry   []bool
}

func (d *directory) lookup(_ context.Context, asked importer.Asked) ([]importer.Found, error) {
	d.asked, d.dry = append(d.asked, asked.Keys), append(d.dry, asked.DryRun)
	var found []importer.Found
	for _, key := range asked.Keys {
		switch id, known := d.ids[key]; {
		case known:
			found = append(found, importer.Found{ID: id})
		case key == "two":
			found = append(found, importer.Found{Err: fmt.Errorf("%w: contacts 1 and 2", importer.ErrAmbiguous)})
		case key == "bad":
			found = append(found, importer.Found{Err: importer.ErrIdentifier})
		case key == "odd":
			found = append(found, importer.Found{Err: errors.New("the directory is odd")})
		case key == "illegal":
			found = append(found, importer.Found{ID: "a\x00b"})
		case key == "none":
			found = append(found, importer.Found{Err: importer.ErrNotFound})
		case strings.HasPrefix(key, "new") && asked.DryRun:
			found = append(found, importer.Found{ID: record.ID("would be " + key)})
		case strings.HasPrefix(key, "new"):
			d.ids[key] = record.ID("made" + key)
			found = append(found, importer.Found{ID: d.ids[key]})
		default:
			found = append(found, importer.Found{})
		}
	}
	return found, nil
}

func newDirectory() *directory {
	return &directory{ids: map[string]record.ID{"ann@a.org": "1", "bob@b.org": "2"}}
}

// byEmail maps contacts through d and companies by id.
func byEmail(d *directory) importer.Mapping {
	m := people
	m.From.Lookup = d.lookup
	return m
}

// F4: all keys of a batch are asked in a single call, each once.
func TestF4LookupIsAskedOncePerBatch(t *testing.T) {
	g, d := open(t), newDirectory()
	report := run(t, g, byEmail(d), header+"ann@a.org,10,\nbob@b.org,10,\n ann@a.org ,11,\nann@a.org,12,\n", &importer.Options{Batch: 3})
	require.Equal(t, 4, report.Created)
	require.Equal(t, [][]string{{"ann@a.org", "bob@b.org"}, {"ann@a.org"}}, d.asked)
	require.Equal(t, map[string]string{
		"contacts/1 companies/10": "*", "contacts/1 companies/11": "", "contacts/1 companies/12": "", "contacts/2 companies/10": "*",
	}, links(t, g, "1", "2"))
}

// F4: a key for which the lookup has no record, or several, is an error of the row.
func TestF4LookupErrors(t *testing.T) {
	g, d := open(t), newDirectory()
	report := run(t, g, byEmail(d), header+"none,10,\nnobody,10,\ntwo,10,\nbad,10,\nodd,10,\nillegal,10,\n,10,\nann@a.org,10,\n", nil)
	require.Equal(t, []string{
		"2/1/none/record not found", "3/1/nobody/record not found", "4/1/two/ambiguous", "5/1/bad/bad identifier",
		"6/1/odd/refused", "7/1/illegal/bad identifier", "8/1//value missing",
	}, problems(report))
	require.ErrorIs(t, &report.Errors[2], importer.ErrAmbiguous)
	require.ErrorContains(t, &report.Errors[2], "contacts 1 and 2")
	require.Equal(t, 1, report.Created)
}

// F4: without a lookup the key is the id.
func TestF4KeyIsTheID(t *testing.T) {
	g := open(t)
	report := run(t, g, people, header+strings.Repeat("x", record.MaxID+1)+",10,\n1,a\x00b,\n1,A1,\n1,a1,\n", nil)
	require.Equal(t, []string{"2/1/" + strings.Repeat("x", 100) + ".../bad identifier", "3/2/a\x00b/bad identifier"}, problems(report))
	require.Len(t, links(t, g, "1"), 2, "ids keep their case")
}

// F4: the lookup may create a record for a key, but is not asked for a row that is wrong.
func TestF4LookupMayCreate(t *testing.T) {
	g, d := open(t), newDirectory()
	report := run(t, g, byEmail(d), header+"new1,10,\nnew1,11,\nnew2,10,Nobody\nnew3,,\n", nil)
	require.Equal(t, [2]int{2, 2}, [2]int{report.Created, report.Failed})
	require.Equal(t, [][]string{{"new1"}}, d.asked)
	require.Len(t, links(t, g, "madenew1"), 2)
}

// F4, F6: in a dry run the lookup is told to create nothing.
func TestF6DryRunCreatesNoRecord(t *testing.T) {
	g, d := open(t), newDirectory()
	text := header + "new1,10,\nnew1,10,\nann@a.org,10,\n"
	dry := run(t, g, byEmail(d), text, &importer.Options{DryRun: true, Batch: 1})
	require.Len(t, d.ids, 2)
	require.Equal(t, []bool{true, true, true}, d.dry)
	wet := run(t, g, byEmail(d), text, &importer.Options{Batch: 1, ID: dry.ID})
	require.Equal(t, wet, dry)
	require.Equal(t, [2]int{2, 1}, [2]int{wet.Created, wet.Unchanged})
}

// F4: any column may be a key, and the same column may be the key of both ends.
func TestF4OneColumnForBothEnds(t *testing.T) {
	g, d := open(t), newDirectory()
	domain := func(_ context.Context, asked importer.Asked) (found []importer.Found, err error) {
		require.Equal(t, record.Companies, asked.Type)
		require.Equal(t, "email", asked.Header)
		for _, key := range asked.Keys {
			_, after, _ := strings.Cut(key, "@")
			found = append(found, importer.Found{ID: record.ID(after)})
		}
		return found, nil
	}
	m := importer.Mapping{
		From: importer.End{Type: record.Contacts, Header: "email", Lookup: d.lookup},
		To:   importer.End{Type: record.Companies, Header: "email", Lookup: domain},
	}
	run(t, g, m, "name,email\nAnn,ann@a.org\n", nil)
	require.Equal(t, map[string]string{"contacts/1 companies/a.org": "*"}, links(t, g, "1"))
}

// A lookup that fails ends the import after the last whole batch.
func TestLookupFails(t *testing.T) {
	down := errors.New("directory is down")
	for name, second := range map[string]func() ([]importer.Found, error){
		"its error":   func() ([]importer.Found, error) { return nil, down },
		"few answers": func() ([]importer.Found, error) { return nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			g, d, calls := open(t), newDirectory(), 0
			m := byEmail(d)
			m.From.Lookup = func(ctx context.Context, asked importer.Asked) ([]importer.Found, error) {
				if calls++; calls == 2 {
					return second()
				}
				return d.lookup(ctx, asked)
			}
			text := header + "ann@a.org,10,\nbob@b.org,10,\n"
			report, err := importer.Run(context.Background(), g, strings.NewReader(text), m, &importer.Options{Batch: 1})
			require.ErrorContains(t, err, `look up 1 keys of column "Contact"`)
			require.Equal(t, [2]int{1, 1}, [2]int{report.Rows, report.Created})
			report = run(t, g, m, text, &importer.Options{Resume: report.Progress})
			require.Equal(t, [2]int{2, 2}, [2]int{report.Rows, report.Created})
		})
	}
}
