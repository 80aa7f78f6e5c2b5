package app

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"armguard/app/ledger"
)

// How long somebody stays on line after his last connection closed (a reload of the page), and after his last
// request when he has none (a program that only asks).
const (
	presenceGrace  = 5 * time.Second
	presenceNoLink = 2 * time.Minute
)

// Presence is who is on line: here, accounts with a session that has a connection, or had one, or asked something, a
// moment ago; at other stations what they tell. One of two windows closing signs nobody off, and who is on line at two
// stations is so until both are gone. It is never stored.
type Presence struct {
	push  *Push
	live  *Live
	now   func() time.Time
	share func(SharedPresence) // tells the other stations; it does not wait, and fills in which station this is

	mu        sync.Mutex // guards what follows
	links     map[*SignedInSession]*link
	elsewhere []SharedPresence                    // sessions at other stations
	online    map[ledger.AccountID]PresenceChange // how each that is on line came
	outbox    []SharedPresence
	telling   bool // somebody empties the outbox
	closed    bool
	timer     *time.Timer
}

type link struct {
	connections int
	until       time.Time // without a connection
	locked      bool
	since       time.Time // on line; zero while it is not
	told        string    // the state that other stations were told
}

// present reports whether a session counts as on line.
func (l *link) present(now time.Time) bool { return l.connections > 0 || l.until.After(now) }

// PresenceChange is somebody coming or going.
type PresenceChange struct {
	Account ledger.AccountID
	Station ledger.StationID // where; zero: here
	Online  bool
	At      time.Time
}

// NewPresence returns nobody.
func NewPresence(push *Push, live *Live, now func() time.Time) *Presence {
	return &Presence{push: push, live: live, now: now, share: func(SharedPresence) {}, links: map[*SignedInSession]*link{},
		online: map[ledger.AccountID]PresenceChange{}}
}

// SignedIn begins a session's presence.
func (p *Presence) SignedIn(s *SignedInSession) {
	p.change(func(now time.Time) { p.links[s] = &link{until: now.Add(presenceNoLink)} })
}

// SignedOut ends it.
func (p *Presence) SignedOut(s *SignedInSession) {
	p.change(func(time.Time) {
		if l := p.links[s]; l != nil {
			l.connections, l.until = -1, time.Time{}
		}
	})
}

// Locked notes that a session's screen was locked or unlocked.
func (p *Presence) Locked(s *SignedInSession, locked bool) {
	p.change(func(time.Time) {
		if l := p.links[s]; l != nil {
			l.locked = locked
		}
	})
}

// Elsewhere takes the sessions of all other stations in sight.
func (p *Presence) Elsewhere(all []SharedPresence) {
	p.change(func(time.Time) {
		moved := !slices.Equal(p.elsewhere, all)
		p.elsewhere = slices.Clone(all)
		if moved {
			p.push.Emit(TopicPresence, TopicDrafts)
		}
	})
}

// Asked keeps a session without a connection on line a while longer.
func (p *Presence) Asked(s *SignedInSession) {
	p.change(func(now time.Time) {
		if l := p.links[s]; l != nil {
			l.until = now.Add(presenceNoLink)
		}
	})
}

// Connected counts one connection of a session, until disconnect is called.
func (p *Presence) Connected(s *SignedInSession) (disconnect func()) {
	p.change(func(now time.Time) {
		if l := p.links[s]; l != nil {
			l.connections++
		}
	})
	return sync.OnceFunc(func() {
		p.change(func(now time.Time) {
			if l := p.links[s]; l != nil {
				l.connections--
				l.until = now.Add(presenceGrace)
			}
		})
	})
}

// Close stops the timer.
func (p *Presence) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
}

// Online lists accounts with since when, by account.
func (p *Presence) Online() []PresenceChange {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := slices.Collect(maps.Values(p.online))
	slices.SortFunc(out, func(a, b PresenceChange) int { return strings.Compare(a.Account.String(), b.Account.String()) })
	return out
}

// Sessions lists what is on line, one for each account and station, the longest first: active when any of its sessions
// there is. The zero station is this one.
func (p *Presence) Sessions() []SharedPresence {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := slices.Clone(p.elsewhere)
	now := p.now()
	for s, l := range p.links {
		if l.present(now) {
			all = append(all, SharedPresence{Session: s.ID, Account: s.Account, State: l.state(now), SinceMs: l.sinceMs()})
		}
	}
	slices.SortFunc(all, func(a, b SharedPresence) int {
		return cmp.Or(cmp.Compare(a.SinceMs, b.SinceMs), bytes.Compare(a.Session[:], b.Session[:]))
	})
	type place struct {
		ledger.AccountID
		ledger.StationID
	}
	at, out := map[place]int{}, []SharedPresence{}
	for _, one := range all {
		if one.State == presenceGone {
			continue
		}
		i, met := at[place{one.Account, one.Station}]
		if !met {
			at[place{one.Account, one.Station}] = len(out)
			out = append(out, one)
		} else if one.State == presenceActive {
			out[i].State = presenceActive
		}
	}
	return out
}

// The states of a session.
const (
	presenceActive = "active"
	presenceLocked = "locked"
	presenceGone   = "gone"
)

func (l *link) state(now time.Time) string {
	switch {
	case !l.present(now):
		return presenceGone
	case l.locked:
		return presenceLocked
	}
	return presenceActive
}

func (l *link) sinceMs() int64 {
	if l.since.IsZero() {
		return 0
	}
	return l.since.UnixMilli()
}

// change alters the links and tells everybody who came or went by it.
func (p *Presence) change(f func(now time.Time)) {
	p.mu.Lock()
	now := p.now()
	f(now)
	news, next := p.follow(now)
	changes := p.compare(now)
	if p.timer != nil {
		p.timer.Stop()
	}
	if !next.IsZero() && !p.closed {
		p.timer = time.AfterFunc(next.Sub(now)+time.Millisecond, func() { p.change(func(time.Time) {}) })
	}
	p.outbox = append(p.outbox, news...)
	p.mu.Unlock()
	p.tell()
	if len(changes) > 0 {
		p.live.presence(changes)
	}
	if len(changes)+len(news) > 0 {
		p.push.Emit(TopicPresence)
	}
}

// tell shares what is in the outbox, in the order of what happened. Who finds somebody else at it leaves it to him: nobody
// waits here, least of all the hub, which may be the one that called.
func (p *Presence) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.telling {
		return
	}
	p.telling = true
	for len(p.outbox) > 0 {
		one := p.outbox[0]
		p.outbox = p.outbox[1:]
		p.mu.Unlock()
		p.share(one)
		p.mu.Lock()
	}
	p.telling = false
}

// follow notes which sessions of this station came, went or were locked, and when the next may go. Call it with mu held.
func (p *Presence) follow(now time.Time) (news []SharedPresence, next time.Time) {
	for s, l := range p.links {
		state := l.state(now)
		switch {
		case state == presenceGone:
			l.since = time.Time{}
		case l.since.IsZero():
			l.since = now
		}
		if l.connections == 0 && l.until.After(now) && (next.IsZero() || l.until.Before(next)) {
			next = l.until
		}
		if state != l.told && (l.told != "" || state != presenceGone) {
			l.told = state
			news = append(news, SharedPresence{Session: s.ID, Account: s.Account, State: state, SinceMs: l.sinceMs()})
		}
		if l.connections < 0 {
			delete(p.links, s)
		}
	}
	return news, next
}

// compare finds out who came and who went, here and elsewhere. Call it with mu held.
func (p *Presence) compare(now time.Time) []PresenceChange {
	present := map[ledger.AccountID]PresenceChange{}
	for _, s := range p.elsewhere {
		if s.State != presenceGone {
			present[s.Account] = PresenceChange{s.Account, s.Station, true, now}
		}
	}
	for s, l := range p.links {
		if l.present(now) {
			present[s.Account] = PresenceChange{Account: s.Account, Online: true, At: now}
		}
	}
	var changes []PresenceChange
	for account, came := range present {
		if _, was := p.online[account]; !was {
			p.online[account] = came
			changes = append(changes, came)
		}
	}
	for account, was := range p.online {
		if _, still := present[account]; !still {
			delete(p.online, account)
			changes = append(changes, PresenceChange{account, was.Station, false, now})
		}
	}
	return changes
}

// Who names an account for the presence feed.
type Who struct{ Username, Station string }

// Who reads the names of an account and of the station where it came or went.
func (a *App) Who(ctx context.Context, change PresenceChange) (Who, error) {
	var out Who
	return out, a.Store.Read(ctx, func(view View) (err error) {
		n := newNames(view)
		if out.Username, err = n.account(change.Account); err != nil {
			return err
		}
		out.Station, err = n.station(cmp.Or(change.Station, a.Recorder.Here().Station))
		return err
	})
}
