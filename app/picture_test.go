package app_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/ledger"
)

// picture is a hub that shows what a test says, and carries what is shared to another station.
type picture struct {
	app.NoHub
	t testing.TB

	mu     sync.Mutex // guards what follows
	status app.HubStatus
	copies int
	online []app.SharedPresence // at the other station
	shared []app.Shared
	found  []string
	made   ledger.StationID
	refuse error // of Permit
	other  *apptest.Station
	there  *picture
}

func (p *picture) Status() app.HubStatus {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.status.Role == "" {
		return p.NoHub.Status()
	}
	return p.status
}

// say changes the picture and tells the station, as the hub does.
func (p *picture) say(s *apptest.Station, change func(*picture)) {
	p.mu.Lock()
	change(p)
	p.mu.Unlock()
	s.App.HubChanged()
}

func (p *picture) Permit(ctx context.Context, ask app.PermitAsk) (app.Leave, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuse != nil && !ask.Override {
		return app.Leave{}, p.refuse
	}
	return p.NoHub.Permit(ctx, ask)
}

func (p *picture) Copies(ledger.LogID, uint64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.copies
}

func (p *picture) Online() []app.SharedPresence {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.online)
}

func (p *picture) MakeHub(id ledger.StationID) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made = id
	return nil
}

func (p *picture) Found(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found = append(p.found, addr)
}

func (p *picture) Share(record app.Shared) {
	p.mu.Lock()
	p.shared = append(p.shared, record)
	other, there := p.other, p.there
	p.mu.Unlock()
	if other == nil {
		return
	}
	if who, ok := record.(app.SharedPresence); ok {
		there.mu.Lock()
		there.online = slices.DeleteFunc(there.online, func(one app.SharedPresence) bool { return one.Session == who.Session })
		if who.State != "gone" {
			there.online = append(there.online, who)
		}
		there.mu.Unlock()
	}
	if err := other.App.Took(context.Background(), record); err != nil {
		p.t.Errorf("the other station does not take %T: %v", record, err)
	}
}

// plug connects two stations: what one shares the other takes.
func plug(one, two *apptest.Station, a, b *picture) {
	for _, end := range []struct {
		p, there *picture
		other    *apptest.Station
	}{{a, b, two}, {b, a, one}} {
		end.p.mu.Lock()
		end.p.other, end.p.there = end.other, end.there
		end.p.mu.Unlock()
	}
}

// unplug takes the cable out.
func unplug(ends ...*picture) {
	for _, p := range ends {
		p.mu.Lock()
		p.other, p.there = nil, nil
		p.mu.Unlock()
	}
}

// pictured is a station with a site whose hub a test paints.
func pictured(t *testing.T) (*apptest.Station, *picture) {
	t.Helper()
	p := &picture{t: t, copies: 1}
	s := apptest.Open(t, apptest.Options{Hub: p})
	s.Found()
	return s, p
}

// pair is two stations of a site with a cable between them and the same record.
func pair(t *testing.T) (one, two *apptest.Station, a, b *picture) {
	t.Helper()
	one, a = pictured(t)
	one.Fill(3, 3)
	b = &picture{t: t, copies: 1}
	two = one.Second("Counter 2", apptest.Options{Hub: b})
	meet(t, one, two)
	plug(one, two, a, b)
	return one, two, a, b
}
