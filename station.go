package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/console"
	"armguard/storage"
)

// station is a running station: store, services, console.
type station struct {
	dir     string
	app     *app.App
	console *console.Console
	log     *slog.Logger
	address string     // of the console, http://127.0.0.1:7480
	served  chan error // one error, then closed
	stop    context.CancelFunc
	keeping sync.WaitGroup // what a station does by itself
}

// stationOptions are what differs between a window, a headless station and a command.
type stationOptions struct {
	Dir     string
	Log     *slog.Logger
	Now     func() time.Time
	Lan     *lanOptions // how it meets others; nil: it does not
	Joining bool        // only to join a site: others are asked, and do not find it
}

// newStation wires a station. It does no I/O.
func newStation(o stationOptions) *station {
	if o.Now == nil {
		o.Now = time.Now
	}
	db := storage.New(storage.Options{Dir: o.Dir, Log: o.Log, Now: o.Now})
	host, _ := os.Hostname()
	deps := app.Deps{
		Store: store{db}, Keeper: keeper{db}, Identity: identity{db, o.Dir}, Now: o.Now, Log: o.Log, Version: version, DataDir: o.Dir, HostName: host,
		Restorer: func(ctx context.Context, from string) error { return storage.Restore(ctx, from, o.Dir) },
		Hub:      &app.NoHub{}, SetupToken: randomText(),
	}
	s := &station{dir: o.Dir, log: o.Log}
	if o.Lan == nil {
		s.app = app.New(deps)
		return s
	}
	l := newLan(*o.Lan, o.Dir, db, o.Log, o.Now)
	deps.Lan, deps.Discovery = l, o.Lan.Discover
	if !o.Joining {
		deps.Hub = l
	}
	l.app = app.New(deps)
	s.app = l.app
	return s
}

// open opens the store and begins what a station does by itself until close: the window and the headless station both come
// this way, with a console or without. A PC that may still join a site is open too.
func (s *station) open(ctx context.Context) error {
	if err := s.app.Open(ctx); err != nil && !mayStillJoin(err) {
		return err
	}
	ctx, s.stop = context.WithCancel(ctx)
	s.keeping.Go(func() { s.app.KeepBackups(ctx) })
	s.keeping.Go(func() { s.app.KeepChecked(ctx) })
	s.keeping.Go(func() { s.app.Sessions.Watch(ctx) })
	return nil
}

// serve opens the console on an address and says where it is in DIR/station.json.
func (s *station) serve(ctx context.Context, address string, assets fs.FS) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return &app.Error{Code: "IN_USE", Message: "The address " + address + " cannot be used: " + plainNetError(err) + ".",
			Fix: "Another program may use it; name another one with --console, such as 127.0.0.1:7481."}
	}
	tcp := listener.Addr().(*net.TCPAddr)
	secure := !tcp.IP.IsLoopback()
	scheme := "http"
	if secure {
		if state, err := s.app.Setup.State(&app.Caller{Context: ctx}); err != nil || state.NeedsSite || state.CanJoin {
			return errors.Join(err, listener.Close(), &app.Error{Code: armory.CodeForbidden, Message: "There is no site on this PC yet, and one is made only at the PC itself.",
				Fix: "Start it with --console 127.0.0.1:7480, create the site, then start it at " + address + "."})
		}
		scheme = "https"
		if listener, err = console.Secure(listener, filepath.Join(s.dir, "keys")); err != nil {
			return err
		}
	}
	host := tcp.IP.String()
	if tcp.IP.IsUnspecified() {
		host = "localhost" // it listens everywhere, but that is no address to open
	}
	s.address = scheme + "://" + net.JoinHostPort(host, strconv.Itoa(tcp.Port))
	s.console = console.New(console.Deps{App: s.app, Assets: assets, Log: s.log, Port: tcp.Port, TLS: secure})
	s.served = make(chan error, 1)
	go func() {
		s.served <- s.console.Serve(listener)
		close(s.served)
	}()
	return s.announce()
}

// say prints the address to open in a browser, which carries the set-up token while there is no site.
func (s *station) say(ctx context.Context, out output, more string) error {
	state, err := s.app.Setup.State(&app.Caller{Context: ctx})
	if err != nil {
		return err
	}
	address := s.address + "/"
	if state.NeedsSite || state.CanJoin {
		address += "?setup=" + s.app.SetupToken
	}
	out.say(map[string]string{"console": s.address, "open": address, "station": state.Station}, "Open %s in a browser on this PC.%s", address, more)
	return nil
}

// announce writes DIR/station.json, by which commands find the running station.
func (s *station) announce() error {
	raw, err := json.Marshal(map[string]any{"pid": os.Getpid(), "console": s.address, "version": version})
	if err != nil {
		return err
	}
	return replace(filepath.Join(s.dir, "station.json"), raw)
}

// replace writes a file anew, whole or not at all, for this account alone.
func replace(name string, raw []byte) error {
	if err := os.WriteFile(name+".new", raw, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return os.Rename(name+".new", name)
}

// close ends the station. It returns when everything has ended, and may be called twice.
func (s *station) close() error {
	var err error
	if s.stop != nil {
		s.stop()
	}
	if s.console != nil {
		err = errors.Join(s.console.Close(), <-s.served)
		_ = os.Remove(filepath.Join(s.dir, "station.json"))
	}
	s.keeping.Wait()
	return errors.Join(err, s.app.Close())
}

func plainNetError(err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return "the port is in use"
	case errors.Is(err, syscall.EACCES):
		return "this account may not use it"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "this PC has no such address"
	}
	return "it is not an address of this PC"
}

// lanFlags say how a station meets the others.
type lanFlags struct {
	Listen   string   `help:"Where other stations reach this one." default:":7443"`
	Discover string   `help:"How other stations are found: all ways, or only by addresses that were typed." enum:"all,typed" default:"all"`
	Peer     []string `help:"Address of another station; may be repeated." placeholder:"HOST:PORT"`
}

func (f lanFlags) options() (*lanOptions, error) {
	o := &lanOptions{Listen: f.Listen, Discover: f.Discover}
	for _, peer := range f.Peer {
		addr, err := app.CheckAddress(peer)
		if err != nil {
			return nil, err
		}
		o.Peers = append(o.Peers, addr)
	}
	return o, nil
}

type stationCommand struct {
	dataFlag
	lanFlags
	Console string `help:"Where this station's pages are served." default:"127.0.0.1:7480"`
}

// Run serves the station until it is told to stop.
func (c *stationCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	lan, err := c.options()
	if err != nil {
		return err
	}
	s := newStation(stationOptions{Dir: dir, Log: log, Lan: lan})
	if err := s.open(ctx); err != nil {
		return errors.Join(err, s.close())
	}
	if err := s.serve(ctx, c.Console, pages()); err != nil {
		return errors.Join(err, s.close())
	}
	if err := s.say(ctx, out, " Stop with Ctrl C."); err != nil {
		return errors.Join(err, s.close())
	}
	select {
	case <-ctx.Done():
		return s.close()
	case err := <-s.served:
		return errors.Join(err, s.close())
	}
}

// mayStillJoin reports that a site's record lies here, to which this PC does not belong yet: it can be made a station.
func mayStillJoin(err error) bool {
	var shown *app.Error
	return errors.As(err, &shown) && shown.Code == "NOT_ENROLLED"
}

// randomText is a text that nobody guesses: 32 hexadecimal digits.
func randomText() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	return hex.EncodeToString(raw)
}

// store, keeper and identity give storage the shapes the app asks for.
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
	dir string
}

func (i identity) Key() (ed25519.PrivateKey, error)       { return storage.LoadKey(i.dir) }
func (i identity) CreateKey() (ed25519.PrivateKey, error) { return storage.CreateKey(i.dir) }

// Host is SHA-256 of the machine's id, so that a data folder that was copied to another PC notices.
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
