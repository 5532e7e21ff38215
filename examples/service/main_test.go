package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// requests are what a client sends, in order: a user's day with the service. PLAN is the
// last plan, and NEXT the cursor of the last page.
const requests = `
PUT /contacts/1 {"name": "Ann", "companies": ["10", "11"]}
PUT /contacts/2 {"name": "Bob"}
PUT /companies/10 {"name": "Globex"}
PUT /contacts/1/companies/11 {"labels": [{"name": "Manager"}], "mark": "replace"}
PUT /contacts/1/contacts/2 {"labels": [{"name": "Boss"}]}
PUT /contacts/2/companies/10 {"labels": [{"name": "Nobody"}]}
PUT /contacts/2/companies/10 not json
GET /contacts/1
GET /contacts/1/companies?size=1
GET /contacts/1/companies?size=1&after=NEXT
GET /contacts/2/companies?after=NEXT
GET /contacts/1/companies?size=-1
PUT /contacts/1/companies/10/labels [{"category": "USER_DEFINED", "typeId": 1}]
DELETE /contacts/1/companies/11
GET /contacts/1/companies/history
POST /undo/~6
POST /apply PLAN
POST /apply PLAN
POST /undo/~999
POST /apply {"steps": [{}]}
POST /import?dry=1 Contact,Company,Labels\n7,10,Manager\n8,10,Nobody\n
POST /import Contact,Company,Labels\n7,10,Manager\n8,10,Nobody\n
DELETE /contacts/7
PUT /contacts/7/companies/10 {}
POST /contacts/7/restore
POST /contacts/1/merge "2"
GET /contacts/2
GET /nowhere/1/contacts
GET /contacts/1/companies/history
`

// Every backend answers every request alike.
func TestRequests(t *testing.T) {
	want := answers(t, "memory:")
	require.Contains(t, want, `"code":"undefined"`)
	for name, url := range map[string]func(*testing.T) string{
		"bolt":     func(t *testing.T) string { return "bolt:" + filepath.Join(t.TempDir(), "crm.bolt") },
		"pebble":   func(t *testing.T) string { return "pebble:" + filepath.Join(t.TempDir(), "crm") },
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "crm.sqlite") },
		"postgres": func(t *testing.T) string { return "postgres:" + postgrestest.Start(t) },
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, want, answers(t, url(t))) })
	}
}

// answers returns the answers to the requests, with their statuses.
func answers(t *testing.T, url string) string {
	t.Helper()
	now, number := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), uint64(0)
	s, err := newService(t.Context(), url, &association.Options{
		Clock:  func() time.Time { now = now.Add(time.Second); return now },
		NextID: func() uint64 { number++; return number },
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	server, before, next := s.handler(), "", ""
	var all strings.Builder
	for line := range strings.Lines(strings.TrimSpace(requests)) {
		line = strings.TrimSpace(line)
		method, rest, _ := strings.Cut(line, " ")
		path, body, _ := strings.Cut(strings.Replace(rest, "NEXT", next, 1), " ")
		body = strings.ReplaceAll(strings.Replace(body, "PLAN", before, 1), `\n`, "\n")
		r := httptest.NewRequest(method, path, bytes.NewBufferString(body))
		r.Header.Set("X-User", "7")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		require.NotEqual(t, http.StatusInternalServerError, w.Code, "%s: %s", line, w.Body)
		require.True(t, json.Valid(w.Body.Bytes()), "%s: %s", line, w.Body)
		if strings.HasPrefix(path, "/undo") {
			before = w.Body.String()
		}
		var page association.Page
		if strings.Contains(path, "size=1") && json.Unmarshal(w.Body.Bytes(), &page) == nil && !page.Next.IsZero() {
			next = page.Next.String()
		}
		body = w.Body.String()
		if next != "" { // the account is in it, so it differs
			body = strings.ReplaceAll(body, next, "NEXT")
		}
		fmt.Fprintf(&all, "%s\n%d %s", line, w.Code, body)
	}
	return all.String()
}
