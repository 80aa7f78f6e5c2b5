package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/console"
	"armguard/app/ledger"
	"armguard/storage"
)

// The first superuser of every store that the bench makes.
const (
	founder  = "root"
	password = "correct horse battery staple"
)

// inside is a station in this process, wired as the program wires it, where the moment of a commit can be seen.
type inside struct {
	db      *storage.DB
	app     *app.App
	console *console.Console
	served  chan error
	address string
	act     app.Act // as the founder

	bulkTotal, bulkDone int // transactions of the bulk being written; a total of 0: what is written happens now
}

func openInside(ctx context.Context, dir string) (*inside, error) {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	db := storage.New(storage.Options{Dir: dir, Log: log, Now: time.Now})
	s := &inside{db: db}
	s.app = app.New(app.Deps{Store: store{db}, Keeper: keeper{db}, Identity: identity{db, dir}, Now: time.Now, Log: log, DataDir: dir,
		Restorer: func(context.Context, string) error { return errors.New("the bench restores nothing") },
		Hub:      &app.NoHub{}})
	if err := s.app.Open(ctx); err != nil {
		return nil, errors.Join(err, s.app.Close())
	}
	if s.app.Healthy() == nil {
		return s, s.know(ctx)
	}
	_, err := s.app.CreateSite(ctx, app.NewSite{Site: "Bench", Station: "Counter 1", Username: founder, FullName: "Founder", Password: password})
	if err == nil {
		err = s.know(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.app.Close())
	}
	return s, nil
}

// know finds the founder.
func (s *inside) know(ctx context.Context) error {
	return s.db.Read(ctx, func(view *storage.View) error {
		ids, err := view.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindAccount)})
		if err == nil && len(ids) == 0 {
			err = errors.New("the store has no account")
		}
		if err == nil {
			s.act = app.Act{Account: ledger.AccountID{ID: ids[0]}, Role: armory.RoleSuperuser, Method: "password"}
		}
		return err
	})
}

// serve opens the console on loopback.
func (s *inside) serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.address = listener.Addr().String()
	s.console = console.New(console.Deps{App: s.app, Assets: os.DirFS(filepath.Join("frontend", "dist")), Log: s.app.Log, Port: listener.Addr().(*net.TCPAddr).Port})
	s.served = make(chan error, 1)
	go func() { s.served <- s.console.Serve(listener) }()
	return nil
}

func (s *inside) close() error {
	var err error
	if s.console != nil {
		err = errors.Join(s.console.Close(), <-s.served)
	}
	return errors.Join(err, s.app.Close())
}

// store, keeper and identity give storage the shapes the app asks for, as the program does.
type store struct{ *storage.DB }

func (s store) Write(ctx context.Context, f func(app.Tx) error) error {
	return s.DB.Write(ctx, func(tx *storage.Tx) error { return f(tx) })
}

func (s store) Read(ctx context.Context, f func(app.View) error) error {
	return s.DB.Read(ctx, func(view *storage.View) error { return f(view) })
}

type keeper struct{ *storage.DB }

var errNotHere = errors.New("the bench does not do that")

func (keeper) Verify(context.Context, func(done, total int)) (app.Verified, error) {
	return app.Verified{}, errNotHere
}

func (keeper) Backup(context.Context, string, func(done, total int)) (app.BackupRow, error) {
	return app.BackupRow{}, errNotHere
}

type identity struct {
	*storage.DB
	dir string
}

func (i identity) Key() (ed25519.PrivateKey, error)       { return storage.LoadKey(i.dir) }
func (i identity) CreateKey() (ed25519.PrivateKey, error) { return storage.CreateKey(i.dir) }

// Host is what the program says of this machine, or the first start would begin a new log.
func (identity) Host() []byte {
	for _, name := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if raw, err := os.ReadFile(name); err == nil && len(raw) > 0 {
			sum := sha256.Sum256([]byte("armguard/host/1\x00" + strings.TrimSpace(string(raw))))
			return sum[:]
		}
	}
	host, _ := os.Hostname()
	sum := sha256.Sum256([]byte("armguard/host/1\x00" + host))
	return sum[:]
}
