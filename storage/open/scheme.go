package open

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/bolt"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/pebble"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/sqlite"
)

// A scheme is the name of a backend in URLs.
type scheme struct {
	name    string
	aliases []string
	place   string   // the kind of place, in capitals; "": there is none
	options []option // that a URL may set

	isSecret bool // the place may hold a password
	isURL    bool // a place that begins with // is the whole URL

	open func(ctx context.Context, p place) (storage.Accounts, error)
}

// schemes are the backends, in the order in which errors list them. A new backend is a new
// entry.
var schemes = []scheme{
	{name: "memory", open: openMemory},
	{name: "bolt", place: "PATH", options: fileOptions, open: openBolt},
	{name: "pebble", place: "PATH", options: fileOptions, open: openPebble},
	{name: "sqlite", place: "PATH", options: sqliteOptions, open: openSQLite},
	{name: "postgres", aliases: []string{"postgresql"}, place: "DSN", isSecret: true, isURL: true, open: openPostgres},
}

// fileOptions are those of backends that keep a file or a folder on a disk.
var fileOptions = []option{optionWait, optionNoSync, optionNewEpoch}

// sqliteOptions lack nosync, because sqlite syncs every commit.
var sqliteOptions = []option{optionWait, optionNewEpoch}

func openMemory(context.Context, place) (storage.Accounts, error) { return memory.NewAccounts(), nil }

func openBolt(_ context.Context, p place) (storage.Accounts, error) {
	return opened(bolt.Open(p.at, &bolt.Options{Wait: p.wait, NoSync: p.noSync, NewEpoch: p.newEpoch}))
}

func openPebble(_ context.Context, p place) (storage.Accounts, error) {
	return opened(pebble.Open(p.at, &pebble.Options{Wait: p.wait, NoSync: p.noSync, NewEpoch: p.newEpoch}))
}

func openSQLite(_ context.Context, p place) (storage.Accounts, error) {
	return opened(sqlite.Open(p.at, &sqlite.Options{Wait: p.wait, NewEpoch: p.newEpoch}))
}

func openPostgres(ctx context.Context, p place) (storage.Accounts, error) {
	return opened(postgres.Open(ctx, p.at, nil))
}

// opened returns an open store of any backend, and a nil interface with an error.
func opened[Store storage.Accounts](store Store, err error) (storage.Accounts, error) {
	if err != nil {
		return nil, err
	}
	return store, nil
}

// schemeOf returns the scheme of a name, nil if there is none.
func schemeOf(name string) *scheme {
	i := slices.IndexFunc(schemes, func(s scheme) bool { return s.name == name || slices.Contains(s.aliases, name) })
	if i < 0 {
		return nil
	}
	return &schemes[i]
}

// form is how a URL of the scheme looks.
func (s *scheme) form() string { return s.name + ":" + s.place }

// forms lists how URLs look.
func forms() string {
	var all []string
	for i := range schemes {
		all = append(all, schemes[i].form())
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " or " + all[last]
}

// quoted returns a URL in quotes. A long URL is cut.
func quoted(url string) string {
	if strings.ContainsFunc(url, func(r rune) bool { return !strconv.IsPrint(r) }) || len(url) > 200 {
		return fmt.Sprintf("%.200q", url)
	}
	return `"` + url + `"`
}
