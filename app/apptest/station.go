// Package apptest makes stations for tests: the real services over a real store in a temporary folder, with the time
// in the test's hand. A station is closed when its test ends. It is never shipped.
package apptest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/ledger"
	"armguard/storage"
)

// Password opens every account that a test makes: long enough for a superuser.
const Password = "correct horse battery staple"

// Clock is a time that moves by a millisecond with every look at it, so that ids are in order, and by Advance.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// Advance moves the time, back too.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Options are what a test may want otherwise.
type Options struct {
	Dir        string // a folder to open again; a new one when empty
	SetupToken string
	Host       byte                                         // another one is another machine
	Now        func() time.Time                             // instead of Clock
	Hub        app.Hub                                      // instead of being alone
	Log        io.Writer                                    // nothing is written when nil
	Restorer   func(ctx context.Context, from string) error // instead of storage.Restore
	Stopped    bool                                         // opening may end in a problem, which Setup.State shows
}

// Station is a station without a window or a console.
type Station struct {
	T     testing.TB
	App   *app.App
	DB    *storage.DB
	Dir   string
	Clock *Clock
	Root  string // token of the first superuser, after Found
}

// Open makes a station and opens it.
func Open(t testing.TB, o Options) *Station {
	t.Helper()
	s := &Station{T: t, Dir: o.Dir, Clock: &Clock{now: time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)}}
	if s.Dir == "" {
		s.Dir = filepath.Join(t.TempDir(), "data")
	}
	if o.Now == nil {
		o.Now = s.Clock.Now
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Hub == nil {
		o.Hub = &app.NoHub{}
	}
	if o.Restorer == nil {
		o.Restorer = func(ctx context.Context, from string) error { return storage.Restore(ctx, from, s.Dir) }
	}
	log := slog.New(slog.NewTextHandler(o.Log, nil))
	s.DB = storage.New(storage.Options{Dir: s.Dir, AnchorDir: filepath.Join(filepath.Dir(s.Dir), "anchor"), Log: log, Now: o.Now})
	s.App = app.New(app.Deps{Store: store{s.DB}, Keeper: keeper{s.DB}, Identity: identity{s.DB, s.Dir, o.Host}, Hub: o.Hub, Now: o.Now, Log: log,
		Version: "test", DataDir: s.Dir, HostName: "pc", SetupToken: o.SetupToken,
		Restorer: o.Restorer})
	if err := s.App.Open(context.Background()); err != nil && !o.Stopped {
		t.Fatalf("open the station: %v", err)
	}
	t.Cleanup(func() {
		if err := s.App.Close(); err != nil {
			t.Errorf("close the station: %v", err)
		}
	})
	return s
}

// Found opens a station and founds a site on it, with the superuser root.
func Found(t testing.TB) *Station {
	t.Helper()
	s := Open(t, Options{})
	s.Found()
	return s
}

// Site is what Found founds.
var Site = app.NewSite{Site: "951st Armory", Unit: "951st Squadron", Station: "Counter 1", Username: "root", FullName: "MSGT Mercado", Password: Password}

// Found founds a site and signs root in.
func (s *Station) Found() {
	s.T.Helper()
	if _, err := s.App.CreateSite(context.Background(), Site); err != nil {
		s.T.Fatalf("create the site: %v", err)
	}
	s.Root = s.SignIn("root")
}

// SignIn signs an account in as a program does, and returns its token.
func (s *Station) SignIn(username string) string {
	s.T.Helper()
	return s.SignInWith(username, Password)
}

// SignInWith signs an account in with another password.
func (s *Station) SignInWith(username, password string) string {
	s.T.Helper()
	in, err := s.App.SignIn(context.Background(), username, password, false)
	if err != nil {
		s.T.Fatalf("sign in as %s: %v", username, err)
	}
	return in.Token
}

// Account adds an account and signs it in.
func (s *Station) Account(username, role string) (token string, account app.Account) {
	s.T.Helper()
	account = Must[app.Account](s, s.Root, "Accounts.Add", app.NewAccount{Username: username, Name: "Name of " + username, Role: role, Password: Password})
	return s.SignIn(username), account
}

// Fill registers people P00001... and M4 carbines W00001....
func (s *Station) Fill(people, items int) {
	s.T.Helper()
	var text strings.Builder
	text.WriteString("serial,rank,last_name,first_name\n")
	for i := 1; i <= people; i++ {
		fmt.Fprintf(&text, "P%05d,SGT,Cruz%d,Juan\n", i, i)
	}
	s.Import("people", text.String())
	text.Reset()
	text.WriteString("model,serial,number\n")
	for i := 1; i <= items; i++ {
		fmt.Fprintf(&text, "M4,W%05d,%04d\n", i, i)
	}
	s.Import("items", text.String())
}

// Import imports a CSV in which every row must be good.
func (s *Station) Import(what, text string) {
	s.T.Helper()
	preview, err := s.App.Exchange.ImportFile(app.CommandLine(context.Background(), "test"), what, what+".csv", []byte(text), false)
	if err != nil || len(preview.Bad)+len(preview.Missing) > 0 {
		s.T.Fatalf("import %s: %v %+v", what, err, preview)
	}
}

// Try calls a service as a screen does and returns its answer or its refusal.
func Try[T any](s *Station, token, method string, args ...any) (T, *app.Error) {
	s.T.Helper()
	return try[T](s, token, method, false, args)
}

// OnScreen is Try by a person's screen, whose sign-ins lock when idle.
func OnScreen[T any](s *Station, token, method string, args ...any) (T, *app.Error) {
	s.T.Helper()
	return try[T](s, token, method, true, args)
}

func try[T any](s *Station, token, method string, screen bool, args []any) (T, *app.Error) {
	s.T.Helper()
	var out T
	if args == nil {
		args = []any{}
	}
	sent, err := json.Marshal(args)
	if err != nil {
		s.T.Fatalf("%s: %v", method, err)
	}
	answer, err := s.App.Door().Call(context.Background(), token, method, sent, screen)
	if err != nil {
		return out, app.Shown(err)
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		s.T.Fatalf("%s: %v in %s", method, err, answer)
	}
	return out, nil
}

// Must is Try that may not be refused.
func Must[T any](s *Station, token, method string, args ...any) T {
	s.T.Helper()
	out, refused := Try[T](s, token, method, args...)
	if refused != nil {
		s.T.Fatalf("%s: %s %s", method, refused.Code, refused.Message)
	}
	return out
}

// Code calls a service and returns the code of its refusal, "" when it was carried out.
func (s *Station) Code(token, method string, args ...any) string {
	s.T.Helper()
	if _, refused := Try[any](s, token, method, args...); refused != nil {
		return refused.Code
	}
	return ""
}

// Person and Item are the ULIDs of what is registered under a serial number.
func (s *Station) Person(serial string) string {
	s.T.Helper()
	scan := Must[app.Scan](s, s.Root, "Counter.Scan", serial)
	if scan.Person == nil {
		s.T.Fatalf("no person %s", serial)
	}
	return scan.Person.ID
}

// Item is the ULID of the item with a serial number.
func (s *Station) Item(serial string) string {
	s.T.Helper()
	scan := Must[app.Scan](s, s.Root, "Counter.Scan", serial)
	if scan.Item == nil {
		s.T.Fatalf("no item %s", serial)
	}
	return scan.Item.ID
}

// Take is a request to issue items to a person, by serial numbers, without magazines and rounds.
func (s *Station) Take(person string, items ...string) app.IssueRequest {
	s.T.Helper()
	request := app.IssueRequest{PersonID: s.Person(person)}
	for _, item := range items {
		request.Lines = append(request.Lines, app.IssueLine{ItemID: s.Item(item)})
	}
	return request
}

// Return is a request to take items back as they went out.
func (s *Station) Return(items ...string) app.ReturnRequest {
	s.T.Helper()
	request := app.ReturnRequest{}
	for _, item := range items {
		request.Lines = append(request.Lines, app.ReturnLine{ItemID: s.Item(item), Magazines: -1, Rounds: -1})
	}
	return request
}

// Entries counts the ledger's entries.
func (s *Station) Entries() int {
	s.T.Helper()
	n := 0
	s.View(func(view app.View) (err error) {
		n, _, err = view.Counts()
		return err
	})
	return n
}

// Newest lists the newest entries of the ledger, newest first.
func (s *Station) Newest(n int) []*ledger.Entry {
	s.T.Helper()
	var out []*ledger.Entry
	s.View(func(view app.View) error {
		hashes, _, err := view.Entries(0, n)
		for _, hash := range hashes {
			entry, err := view.Entry(hash)
			if err != nil {
				return err
			}
			out = append(out, entry)
		}
		return err
	})
	return out
}

// View reads the store.
func (s *Station) View(f func(app.View) error) {
	s.T.Helper()
	if err := s.App.Store.Read(context.Background(), f); err != nil {
		s.T.Fatalf("read the store: %v", err)
	}
}

// Done waits for a job to end and returns it. Jobs tell their listeners, so nothing is asked in between.
func (s *Station) Done(token string, job app.Job) app.Job {
	s.T.Helper()
	ear := s.App.Push.Listen()
	defer ear.Close()
	late := time.After(30 * time.Second)
	for {
		now := Must[app.Job](s, token, "Jobs.Get", job.ID)
		if now.State != "running" {
			return now
		}
		select {
		case <-ear.Ready():
			ear.Take()
		case <-late:
			s.T.Fatalf("the job %s did not end: %+v", job.Kind, now)
		}
	}
}

// store, keeper and identity give storage the shapes the services ask for.
type store struct{ *storage.DB }

func (s store) Write(ctx context.Context, f func(app.Tx) error) error {
	return s.DB.Write(ctx, func(tx *storage.Tx) error { return f(tx) })
}

func (s store) Read(ctx context.Context, f func(app.View) error) error {
	return s.DB.Read(ctx, func(view *storage.View) error { return f(view) })
}

type keeper struct{ *storage.DB }

func (k keeper) Verify(ctx context.Context, progress func(done, total int)) (app.Verified, error) {
	report, err := k.DB.Verify(ctx, progress)
	return app.Verified{Entries: report.Entries, Logs: report.Logs, FirstBad: report.FirstBad}, err
}

func (k keeper) Backup(ctx context.Context, path string, progress func(done, total int)) (app.BackupRow, error) {
	info, err := k.DB.Backup(ctx, path, progress)
	return app.BackupRow{Path: info.Path, Time: info.Time.UTC().Format(time.RFC3339), Bytes: int(info.Bytes), Entries: info.Entries}, err
}

type identity struct {
	*storage.DB
	dir  string
	host byte
}

func (i identity) Key() (ed25519.PrivateKey, error)       { return storage.LoadKey(i.dir) }
func (i identity) CreateKey() (ed25519.PrivateKey, error) { return storage.CreateKey(i.dir) }
func (i identity) Host() []byte                           { return bytes.Repeat([]byte{i.host}, 32) }
