package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/hub"
	"armguard/hub/discovery"
	"armguard/hub/enrol"
	"armguard/hub/wire"
)

// findFor is how long stations are looked for at most, findMore how long after the first.
const (
	findFor  = 3 * time.Second
	findMore = 700 * time.Millisecond
)

// Offer opens a join code.
func (l *lan) Offer(root ed25519.PublicKey, changed func()) app.Offer {
	o := enrol.NewOffer(enrol.NewCode(root), l.now())
	o.Changed = func() {
		l.announceOffer()
		changed()
	}
	l.offer.Store(o)
	l.announceOffer()
	return openCode{o, l.now}
}

// announceOffer lets newcomers find this station for as long as a code is open.
func (l *lan) announceOffer() {
	here, node := l.here.Load(), l.node.Load()
	switch {
	case here == nil || node == nil:
	case l.inviting():
		l.knock.Advertise(discovery.Card{Station: here.Station, Site: here.Site, Instance: node.Instance, Port: node.Port()})
	default:
		l.knock.Quiet()
	}
}

// openCode is a join code as the app sees it.
type openCode struct {
	*enrol.Offer
	now func() time.Time
}

// Code is the code in groups of four.
func (o openCode) Code() string { return o.Offer.Code.String() }

// State is how far it is.
func (o openCode) State() app.OfferState {
	s := o.Offer.State(o.now())
	out := app.OfferState{Phase: string(s.Phase), Expires: o.Expires}
	if s.Why != "" {
		out.Problem = joinProblem(s.Why)
	}
	return out
}

func joinProblem(code wire.JoinCode) *app.Error {
	message, fix := code.Sentences()
	return &app.Error{Code: string(code), Message: message, Fix: fix}
}

// inviting reports whether a newcomer may knock.
func (l *lan) inviting() bool {
	o := l.offer.Load()
	return o != nil && o.Open(l.now())
}

// invite speaks with a newcomer.
func (l *lan) invite(ctx context.Context, c enrol.Conn) {
	o := l.offer.Load()
	if o == nil {
		_ = c.Close()
		return
	}
	if err := enrol.Invite(ctx, c, o, host{l}); err != nil && ctx.Err() == nil {
		l.log.Info("a new station was not let in", "at", c.Addr(), "why", err)
	}
}

// host is the inviting side of a join. It is enrol.Host.
type host struct{ *lan }

func (h host) Roster(ctx context.Context) ([]ledger.Sealed, error) { return h.app.Inviting.Roster(ctx) }

func (h host) Confirm(ctx context.Context, n enrol.Newcomer) error {
	return h.app.Inviting.Confirm(ctx, app.Newcomer{Station: n.Station, Name: n.Name, Key: n.Key, Host: n.Host, Addr: n.Addr, App: n.App, Digits: n.Digits})
}

func (h host) Total(ctx context.Context) (uint64, error) {
	n, err := h.app.Inviting.Total(ctx)
	return uint64(n), err //nolint:gosec // a count
}

func (h host) Missing(have []ledger.Head, n, size int) ([]ledger.Sealed, bool, error) {
	return entries(h).Missing(have, n, size)
}

func (h host) Records(ctx context.Context) ([]wire.Message, error) { return records{h.app}.All(ctx) }

func (h host) Now() time.Time { return h.now() }

// Places are where stations are reached, this one among them.
func (h host) Places() []wire.Place {
	var out []wire.Place
	for _, p := range h.Status().Places {
		if p.Addr != "" {
			out = append(out, wire.Place{Station: p.Station, Addr: p.Addr})
		}
	}
	return out
}

// Find lists stations with an open join code that can be seen now: those typed, then those that multicast brings.
func (l *lan) Find(ctx context.Context) []app.FoundStation {
	var mu sync.Mutex // guards found
	var found []app.FoundStation
	for _, addr := range l.Peers {
		found = append(found, app.FoundStation{Address: addr})
	}
	if l.Discover != "all" {
		return found
	}
	ctx, stop := context.WithTimeout(ctx, findFor)
	defer stop()
	finder := discovery.New(discovery.Inviting, l.Listen)
	defer func() { _ = finder.Close() }()
	_ = finder.Start(ctx, func(s discovery.Seen) bool {
		mu.Lock()
		defer mu.Unlock()
		if !slices.ContainsFunc(found, func(f app.FoundStation) bool { return f.Address == s.Addr }) {
			found = append(found, app.FoundStation{Address: s.Addr, Station8: discovery.Short(s.Station.ID), Site8: s.Site8})
			time.AfterFunc(findMore, stop)
		}
		return true
	}, func(discovery.Seen) {})
	<-ctx.Done()
	mu.Lock()
	defer mu.Unlock()
	return slices.Clone(found)
}

// Join speaks with an inviting station.
func (l *lan) Join(ctx context.Context, ask app.JoinAsk, guest *app.Guest) error {
	code, err := enrol.ParseCode(ask.Code)
	if err != nil {
		what := strings.TrimPrefix(err.Error(), enrol.ErrCode.Error()+": ")
		return &app.Error{Code: armory.CodeInvalid, Message: "That is not a join code: " + what + ".", Fix: "Compare it with the screen of the station that gave it."}
	}
	conn, err := hub.DialJoin(ctx, ask.Address, ask.Key)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return ctx.Err()
	case enrol.NotInviting(err):
		return &app.Error{Code: "NOT_INVITING", Message: "The station at " + ask.Address + " has no join code open.", Fix: "Open Stations there and add a station; the code is good for 15 minutes."}
	default:
		l.log.Info("a station did not answer", "at", ask.Address, "error", err)
		return &app.Error{Code: "NO_ANSWER", Message: "No station answered at " + ask.Address + ".", Fix: "Check the address, that the other PC is on, and the cable."}
	}
	intro := enrol.Intro{Station: ask.Station, Name: ask.Name, App: l.app.Version, Host: ask.Host}
	err = enrol.Join(ctx, conn, code, intro, newcomer{l, guest, ask.Address})
	var denied *enrol.Denied
	var shown *app.Error
	if errors.As(err, &denied) && !errors.As(err, &shown) {
		l.log.Info("joining ended", "why", err, "cause", errors.Unwrap(denied))
		return joinProblem(denied.Code)
	}
	return err
}

// newcomer is the other side of a join. It is enrol.Guest.
type newcomer struct {
	*lan
	guest *app.Guest
	addr  string
}

func (n newcomer) Check(roster []ledger.Sealed, root [10]byte, server ed25519.PublicKey) error {
	return n.guest.Check(roster, root, server)
}

func (n newcomer) Compare(digits string) { n.guest.Compare(digits) }

func (n newcomer) Welcome(site ledger.SiteID, total uint64, places []wire.Place) {
	if stations, err := stationsOf(n.guest.Roster()); err == nil {
		n.roster.join(site, stations)
	}
	for _, p := range places {
		n.book.learn([]app.Place{{Station: p.Station, Addr: p.Addr}}, ledger.StationID{}, ledger.LogID{}, 0)
	}
	n.book.addTyped(n.addr) // it worked
	n.save()
	n.guest.Progress(0, int(min(total, 1<<31)))
}

func (n newcomer) Keep(ctx context.Context, list []ledger.Sealed) error {
	return n.guest.Keep(ctx, list)
}

func (n newcomer) Take(ctx context.Context, m wire.Message) error {
	if record := incoming(m); record != nil {
		return n.guest.Took(ctx, record)
	}
	return nil
}
