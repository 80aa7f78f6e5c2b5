package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/hub"
	"armguard/hub/core"
	"armguard/hub/discovery"
	"armguard/hub/enrol"
	"armguard/hub/wire"
	"armguard/storage"
)

// lanOptions say how a station meets the others of its site.
type lanOptions struct {
	Listen   string   // where they reach it, host:port
	Peers    []string // addresses of others that were typed
	Discover string   // all, typed
}

// lan is a station among the others: it gives hub.Node the shapes the app asks for. It is app.Hub.
type lan struct {
	lanOptions
	db  *storage.DB
	app *app.App
	log *slog.Logger
	now func() time.Time

	node  atomic.Pointer[hub.Node] // nil while there is none
	here  atomic.Pointer[app.Here]
	alone atomic.Bool   // nobody else is enrolled
	tip   atomic.Uint64 // the newest entry of the own log
	seen  atomic.Pointer[seen]
	offer atomic.Pointer[enrol.Offer]
	knock *discovery.Finder // announces that a join code is open
	book  book

	roster roster // beside the store

	turn    sync.Mutex // held while a node is made or closed
	closed  bool       // under turn
	working sync.WaitGroup
	stop    context.CancelFunc
	problem atomic.Pointer[string] // why others do not reach this station where they should
}

func newLan(o lanOptions, dir string, db *storage.DB, log *slog.Logger, now func() time.Time) *lan {
	l := &lan{lanOptions: o, db: db, log: log, now: now, roster: roster{file: filepath.Join(dir, rosterFile), log: log}}
	l.book.news = make(chan struct{}, 1)
	l.alone.Store(true)
	db.OnAppend(l.appended)
	return l
}

// Open makes a node and lets it look for the others.
func (l *lan) Open(here app.Here) {
	l.turn.Lock()
	defer l.turn.Unlock()
	l.closed = false
	if err := l.book.load(l.db); err != nil {
		l.log.Warn("the addresses of other stations could not be read", "error", err)
	}
	l.begin(here)
	l.knock = discovery.New(discovery.Inviting, l.Listen)
	if l.Discover == "all" {
		_ = l.knock.Start(context.Background(), nil, nil)
	}
	var ctx context.Context
	ctx, l.stop = context.WithCancel(context.Background())
	l.working.Go(func() { l.remember(ctx) })
}

// Renew takes leave of the others as the old log, and comes back as the new one.
func (l *lan) Renew(here app.Here) {
	l.working.Go(func() {
		l.turn.Lock()
		defer l.turn.Unlock()
		if l.closed {
			return
		}
		online := l.Online()
		l.end()
		l.begin(here)
		for _, p := range online {
			if p.Station == here.Station {
				l.Share(p)
			}
		}
	})
}

// Close says goodbye to the others and waits until everything has ended.
func (l *lan) Close() error {
	l.turn.Lock()
	first := !l.closed && l.stop != nil
	l.closed = true
	if first {
		l.stop()
		_ = l.knock.Close()
		l.end()
	}
	l.turn.Unlock()
	l.working.Wait()
	return nil
}

// begin makes the node. Call it with turn held.
func (l *lan) begin(here app.Here) {
	l.here.Store(&here)
	l.seen.Store(nil)
	l.roster.open(here.Site)
	for i, listen := range l.listenAt() {
		node := hub.New(l.config(here, listen))
		l.node.Store(node)
		l.enrolled()
		err := node.Open()
		if err == nil {
			l.book.look(node.Port(), l.loopback())
			if i > 0 {
				l.log.Warn("others reach this station at another port than usual", "wanted", l.Listen, "port", node.Port())
			}
			return
		}
		l.node.Store(nil)
		_ = node.Close()
		l.log.Error("other stations cannot reach this one", "at", listen, "error", err)
		l.problem.Store(new("The address " + l.Listen + ", at which other stations reach this one, cannot be used: " + plainNetError(err) + "."))
	}
}

// listenAt are the addresses that are tried: the one that is asked for, then a free port of the same.
func (l *lan) listenAt() []string {
	host, _, err := net.SplitHostPort(l.Listen)
	if err != nil {
		return []string{l.Listen}
	}
	return []string{l.Listen, net.JoinHostPort(host, "0")}
}

func (l *lan) loopback() bool {
	host, _, _ := net.SplitHostPort(l.Listen)
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (l *lan) config(here app.Here, listen string) hub.Config {
	config := hub.Config{Site: here.Site, Station: here.Station, Instance: ledger.Instance{ID: ledger.RandomID()}, LogID: here.Log, Host: l.app.Identity.Host(),
		Key: here.Key, Version: l.app.Version, Listen: listen, Typed: append(l.book.typed(), l.Peers...), Known: l.book.known(), Ledger: entries{l}, Records: records{l.app},
		Attachments: attachments{l}, Inviting: l.inviting, Invite: l.invite, Changed: l.changed, Told: l.told, Log: l.log, Now: l.now}
	if l.Discover == "all" {
		config.Finder = discovery.New(discovery.Hub, listen)
	}
	return config
}

// end closes the node. Call it with turn held.
func (l *lan) end() {
	if node := l.node.Swap(nil); node != nil {
		_ = node.Close()
	}
}

// current is the node; it waits while one is being made in place of another.
func (l *lan) current() *hub.Node {
	l.turn.Lock()
	defer l.turn.Unlock()
	return l.node.Load()
}

// appended tells the others what this station has committed. The store's writer calls it.
func (l *lan) appended(list []ledger.Sealed, heads []ledger.Head) {
	here := l.here.Load()
	if here == nil {
		return
	}
	l.noteTip(heads)
	stations := false
	written := make([]core.Written, len(list))
	for i := range list {
		e := &list[i].Entry
		written[i] = core.Written{Command: e.Command, Override: e.Why.Code == ledger.WhyOverride}
		for _, s := range e.Subjects {
			written[i].Subjects = append(written[i].Subjects, s.ID)
		}
		stations = stations || strings.HasPrefix(e.Kind, "station.")
	}
	if node := l.node.Load(); node != nil {
		node.Committed(written, heads)
	}
	if stations {
		l.enrolled()
	}
}

func (l *lan) noteTip(heads []ledger.Head) {
	own := l.here.Load().Log
	for _, head := range heads {
		if head.Log == own {
			l.tip.Store(head.Seq)
		}
	}
}

// changed tells screens that the picture is another.
func (l *lan) changed() {
	l.app.HubChanged()
	l.book.poke()
}

// Permit asks leave at the hub, whoever it is.
func (l *lan) Permit(ctx context.Context, ask app.PermitAsk) (app.Leave, error) {
	if l.alone.Load() {
		return (&app.NoHub{}).Permit(ctx, ask)
	}
	node := l.current()
	if node == nil {
		return app.Leave{}, noHub()
	}
	question := core.Ask{Command: ask.Command, Subjects: ask.Subjects, Override: ask.Override}
	for _, s := range ask.Stock {
		question.Stock = append(question.Stock, wire.Quantity{Stock: s.Stock, N: s.N})
	}
	answer, err := node.Permit(ctx, question)
	if err != nil {
		return app.Leave{}, err
	}
	if answer.Refuse != nil {
		return app.Leave{}, refusal(answer.Refuse)
	}
	return app.Leave{Why: answer.Why, Permit: answer.Permit}, nil
}

func noHub() error {
	return &app.Error{Code: "NO_HUB", Message: "The other stations have not agreed yet which of them is the hub.",
		Fix: "Try again in a moment; if it cannot wait, use \"Issue now without check\".", RetryMs: 1000}
}

// refusal says in words why leave was not given.
func refusal(r *wire.Refuse) error {
	switch r.Code {
	case wire.RefuseStale:
		return app.ErrStale
	case wire.RefuseDoubt:
		return app.InDoubt(r.Station, r.SinceMs)
	case wire.RefuseStock:
		return &app.Error{Code: "BUSY", Message: "What is left of it is being handed out at other counters at this moment.", Fix: "Try again in a moment, or hand out less.", RetryMs: 1000}
	case wire.RefuseSettling:
		return &app.Error{Code: "SETTLING", Message: "The stations are agreeing on a new hub.", Fix: "Try again in a moment.", RetryMs: max(int(r.WaitMs), 500)}
	case core.NoHub:
		return noHub()
	}
	return &app.Error{Code: "BUSY", Message: "Another counter is writing about the same person or item at this moment.", Fix: "Try again in a moment.", RetryMs: max(int(r.WaitMs), 200)}
}

// Usable is asked in the writing transaction.
func (l *lan) Usable(command ledger.CommandID) bool {
	if l.alone.Load() {
		return true
	}
	node := l.node.Load()
	return node != nil && node.Usable(command)
}

// Abandon gives leave back.
func (l *lan) Abandon(command ledger.CommandID) {
	if node := l.node.Load(); node != nil && !l.alone.Load() {
		node.Abandon(command)
	}
}

// Alone reports that nobody else is enrolled.
func (l *lan) Alone() bool { return l.alone.Load() }

// Copies counts the stations that have an entry.
func (l *lan) Copies(log ledger.LogID, seq uint64) int {
	here, node := l.here.Load(), l.node.Load()
	copies := 1
	if here != nil && node != nil && log == here.Log {
		copies = max(copies, node.Copies(seq))
	}
	if copies < 2 && l.book.secured(log) >= seq {
		return 2
	}
	return copies
}

// Share sends a record to all others.
func (l *lan) Share(record app.Shared) {
	if node := l.node.Load(); node != nil {
		if m := outgoing(record); m != nil {
			node.Share(m)
		}
	}
}

// Online are the sessions of all stations in sight.
func (l *lan) Online() []app.SharedPresence { return l.look().online }

// MakeHub hands the hub over.
func (l *lan) MakeHub(station ledger.StationID) error {
	if node := l.current(); node != nil {
		node.MakeHub(station)
	}
	return nil
}

// Found remembers an address that somebody typed, and tries it.
func (l *lan) Found(addr string) {
	l.book.addTyped(addr)
	if node := l.node.Load(); node != nil {
		node.Found(addr)
	}
}

// Status is what the shell shows.
func (l *lan) Status() app.HubStatus {
	status := l.look().status
	if here := l.here.Load(); here != nil {
		if node := l.node.Load(); node != nil {
			status.Sent = node.Sent()
		}
		status.Waiting = int(l.tip.Load() - min(l.tip.Load(), max(l.look().secured, l.book.secured(here.Log)))) //nolint:gosec // entries of one station
	}
	return status
}

// seen is the node's picture in the app's words.
type seen struct {
	view    *hub.View
	status  app.HubStatus
	online  []app.SharedPresence
	secured uint64 // up to which entry of the own log two stations have
}

// look is the newest picture. It is made once for each that the node makes.
func (l *lan) look() *seen {
	here, node := l.here.Load(), l.node.Load()
	if node == nil || here == nil {
		s := &seen{status: app.HubStatus{Role: "alone"}}
		if here != nil {
			s.status.Hub = here.Station
		}
		return s
	}
	view := node.View()
	if s := l.seen.Load(); s != nil && s.view == view {
		return s
	}
	s := l.paint(here, node, view)
	l.seen.Store(s)
	return s
}

func (l *lan) paint(here *app.Here, node *hub.Node, view *hub.View) *seen {
	s := &seen{view: view, status: app.HubStatus{Role: roleWords[view.Card.Role], Hub: view.Card.Hub, Instance: node.Instance, Term: view.Card.Term,
		SinceMs: view.Since.UnixMilli(), Barred: string(view.Barred)}}
	if p := l.problem.Load(); p != nil {
		s.status.Problem = *p
	}
	members := 0
	var offsets []int
	for _, p := range view.Places {
		place := app.Place{Station: p.Station, Addr: p.Addr, FoundBy: cmp.Or(node.Source(p.Addr), "peer"), State: cmp.Or(roleWords[p.Role], "unreachable"), DelayMs: int(p.DelayMs),
			OffsetMs: int(p.OffsetMs), Behind: int(min(p.Behind, 1<<31)), App: p.App, SeenMs: p.SeenMs} //nolint:gosec // capped
		if p.Station == here.Station {
			place.Addr, place.FoundBy = l.book.own(), ""
			if view.Card.Role == wire.RoleMember && p.Role == wire.RoleMember {
				s.status.ClockMs = new(int(-p.OffsetMs))
			}
		} else if p.Role == wire.RoleMember {
			members++
			offsets = append(offsets, int(p.OffsetMs))
		}
		s.status.Places = append(s.status.Places, place)
	}
	if view.Card.Role == wire.RoleHub {
		if members == 0 {
			s.status.Role = "alone"
		} else {
			s.status.ClockMs = new(median(append(offsets, 0)))
		}
	}
	if view.Barred != "" {
		s.status.Role = "alone"
	}
	for _, d := range view.Doubts {
		s.status.Doubts = append(s.status.Doubts, app.Doubt{Subjects: d.Subjects, Station: d.Station, SinceMs: d.SinceMs})
	}
	for _, o := range view.Online {
		s.online = append(s.online, app.SharedPresence{Station: o.Station, Session: o.Session, Account: o.Account, State: o.State, SinceMs: o.SinceMs})
	}
	if n := len(view.Copies); n > 1 {
		s.secured = view.Copies[n-2]
	}
	return s
}

// roleWords are the core's roles as screens name them.
var roleWords = map[wire.Role]string{wire.RoleHub: "hub", wire.RoleMember: "member", wire.RoleSettling: "settling", wire.RoleDiscover: "discovering",
	wire.RoleConnect: "connecting", "off": "alone"}

// median is the middle of some numbers, the lower of two. A hub compares its clock with it, so that one wrong PC among many
// does not make the hub's clock suspect.
func median(of []int) int {
	slices.Sort(of)
	return of[(len(of)-1)/2]
}

// entries is the durable store as the hub needs it.
type entries struct{ *lan }

func (e entries) read(what string, f func(*storage.View) error) {
	if err := e.db.Read(context.Background(), f); err != nil && !errors.Is(err, storage.ErrClosed) {
		e.log.Error("the hub could not read "+what, "error", err)
	}
}

// Heads are a subject's heads, sorted.
func (e entries) Heads(kind string, id ledger.SubjectID) (heads []ledger.Hash) {
	e.read("heads", func(view *storage.View) (err error) {
		heads, err = armory.Parents(view, armory.SubjectRef{Kind: kind, ID: id})
		return err
	})
	return heads
}

// OnHand is a stock line's quantity.
func (e entries) OnHand(stock ledger.SubjectID) (n int64, known bool) {
	e.read("stock", func(view *storage.View) error {
		doc := &armory.Stock{ID: stock.ID}
		if _, err := view.Load(doc); err != nil {
			return err
		}
		n, known = doc.OnHand()
		return nil
	})
	return n, known
}

// Written reports whether an entry of a command is there.
func (e entries) Written(command ledger.CommandID) (written bool) {
	e.read("commands", func(view *storage.View) (err error) {
		written, err = view.Written(command)
		return err
	})
	return written
}

// Ahead reports whether the store has more than these heads.
func (e entries) Ahead(vector []ledger.Head) bool {
	heads, err := e.Vector()
	return err == nil && !slices.Equal(heads, vector)
}

// Here are those of these heads that are stored.
func (e entries) Here(heads []ledger.Head) (here []ledger.Head) {
	e.read("entries", func(view *storage.View) error {
		for _, h := range heads {
			_, _, known, err := view.Place(h.Hash)
			if err != nil {
				return err
			}
			if known {
				here = append(here, h)
			}
		}
		return nil
	})
	return here
}

// Vector is the heads of all logs.
func (e entries) Vector() (heads []ledger.Head, err error) {
	err = e.db.Read(context.Background(), func(view *storage.View) error {
		heads, err = view.Heads()
		return err
	})
	return heads, err
}

// Missing are entries that a peer lacks.
func (e entries) Missing(have []ledger.Head, n, size int) (list []ledger.Sealed, more bool, err error) {
	err = e.db.Read(context.Background(), func(view *storage.View) error {
		list, more, err = view.Missing(have, n, size)
		return err
	})
	return list, more, err
}

// Keep checks entries of others and stores them.
func (e entries) Keep(ctx context.Context, list []ledger.Sealed) error {
	return e.app.Recorder.Receive(ctx, list, false)
}
