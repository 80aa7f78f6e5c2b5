package app

import (
	"context"
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

// Presence is who is on line at this station: accounts with a session that has a connection, or had one, or asked
// something, a moment ago. One of two windows closing signs nobody off. It is never stored.
type Presence struct {
	push *Push
	live *Live
	now  func() time.Time

	mu     sync.Mutex // guards what follows
	links  map[*SignedInSession]*link
	online map[ledger.AccountID]time.Time // since
	closed bool
	timer  *time.Timer
}

type link struct {
	connections int
	until       time.Time // without a connection
}

// PresenceChange is somebody coming or going.
type PresenceChange struct {
	Account ledger.AccountID
	Online  bool
	At      time.Time
}

// NewPresence returns nobody.
func NewPresence(push *Push, live *Live, now func() time.Time) *Presence {
	return &Presence{push: push, live: live, now: now, links: map[*SignedInSession]*link{}, online: map[ledger.AccountID]time.Time{}}
}

// SignedIn begins a session's presence.
func (p *Presence) SignedIn(s *SignedInSession) {
	p.change(func(now time.Time) { p.links[s] = &link{until: now.Add(presenceNoLink)} })
}

// SignedOut ends it.
func (p *Presence) SignedOut(s *SignedInSession) {
	p.change(func(time.Time) { delete(p.links, s) })
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
	out := make([]PresenceChange, 0, len(p.online))
	for account, since := range p.online {
		out = append(out, PresenceChange{account, true, since})
	}
	slices.SortFunc(out, func(a, b PresenceChange) int { return strings.Compare(a.Account.String(), b.Account.String()) })
	return out
}

// change alters the links and tells everybody who came or went by it.
func (p *Presence) change(f func(now time.Time)) {
	p.mu.Lock()
	now := p.now()
	f(now)
	present, next := map[ledger.AccountID]bool{}, time.Time{}
	for s, l := range p.links {
		if l.connections > 0 {
			present[s.Account] = true
		} else if l.until.After(now) {
			present[s.Account] = true
			if next.IsZero() || l.until.Before(next) {
				next = l.until
			}
		}
	}
	var changes []PresenceChange
	for account := range present {
		if _, was := p.online[account]; !was {
			p.online[account] = now
			changes = append(changes, PresenceChange{account, true, now})
		}
	}
	for account := range p.online {
		if !present[account] {
			delete(p.online, account)
			changes = append(changes, PresenceChange{account, false, now})
		}
	}
	if p.timer != nil {
		p.timer.Stop()
	}
	if !next.IsZero() && !p.closed {
		p.timer = time.AfterFunc(next.Sub(now)+time.Millisecond, func() { p.change(func(time.Time) {}) })
	}
	p.mu.Unlock()
	if len(changes) > 0 {
		p.live.presence(changes)
		p.push.Emit(TopicPresence)
	}
}

// Who names an account for the presence feed.
type Who struct{ Username, Station string }

// Who reads an account's name and this station's.
func (a *App) Who(ctx context.Context, id ledger.AccountID) (Who, error) {
	var out Who
	return out, a.Store.Read(ctx, func(view View) (err error) {
		n := newNames(view)
		if out.Username, err = n.account(id); err != nil {
			return err
		}
		out.Station, err = n.station(a.Recorder.Here().Station)
		return err
	})
}
