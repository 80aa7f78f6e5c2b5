package core

import (
	"maps"
	"slices"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// share passes on a record or presence of this station.
func (c *Core) share(m wire.Message) {
	if p, ok := m.(*wire.Presence); ok {
		c.keepPresence(p)
	}
	c.spread(m, nil)
}

// spread sends to everybody in the star but the one it came from.
func (c *Core) spread(m wire.Message, from *session) {
	if c.state == member && c.hub != nil && c.hub != from && c.hub.greeted {
		c.send(c.hub, m)
	}
	for _, s := range c.members() {
		if s != from {
			c.send(s, m)
		}
	}
}

// shared takes a record or presence of another station.
func (c *Core) shared(s *session, m wire.Message) {
	if p, ok := m.(*wire.Presence); ok {
		// A member speaks for itself only, and nobody for this station.
		p.List = slices.DeleteFunc(p.List, func(o wire.Online) bool {
			return (s != c.hub && o.Station != s.station) || o.Station == c.Station
		})
		c.keepPresence(p)
	}
	c.do(Deliver{Msg: m})
	c.spread(m, s)
}

func (c *Core) keepPresence(p *wire.Presence) {
	c.shown++
	for _, o := range p.List {
		if o.State == "gone" {
			if c.presence[o.Session].Station == o.Station {
				delete(c.presence, o.Session)
			}
			continue
		}
		if was, known := c.presence[o.Session]; (known && was.Station != o.Station) || (!known && (len(c.presence) >= wire.MaxList || c.online(o.Station) >= maxOnline)) {
			continue
		}
		c.presence[o.Session] = o
	}
}

// online counts a station's signed-in sessions.
func (c *Core) online(station ledger.StationID) int {
	n := 0
	for _, o := range c.presence {
		if o.Station == station {
			n++
		}
	}
	return n
}

// welcomeRecords brings a new peer up to date on what is outside the ledger.
func (c *Core) welcomeRecords(s *session) {
	c.send(s, &wire.Presence{Whole: !s.out, List: c.Online()})
	c.do(Greet{ID: s.id})
}

// Online are the signed-in sessions of all stations in sight.
func (c *Core) Online() []wire.Online {
	out := slices.Collect(maps.Values(c.presence))
	slices.SortFunc(out, func(a, b wire.Online) int { return slices.Compare(a.Session[:], b.Session[:]) })
	return out
}

// forgetPresence signs off who was there through a session that ended.
func (c *Core) forgetPresence(s *session) {
	gone := &wire.Presence{}
	for _, o := range c.Online() {
		if (s.out && s == c.hub && o.Station != c.Station) || (!s.out && !s.side && s.greeted && o.Station == s.station) {
			o.State = "gone"
			gone.List = append(gone.List, o)
		}
	}
	if len(gone.List) == 0 {
		return
	}
	c.keepPresence(gone)
	c.do(Deliver{Msg: gone})
	c.spread(gone, s)
}
