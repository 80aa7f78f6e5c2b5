package core

import (
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// callRoll sends the members the hub's picture of all stations.
func (c *Core) callRoll() {
	if c.state != hub || c.now.Mono < c.rollAt {
		return
	}
	c.rollAt = c.now.Mono + rollEvery
	if members := c.members(); len(members) > 0 {
		roll := &wire.Roll{List: c.Places()}
		for _, s := range members {
			c.send(s, roll)
		}
	}
}

// rolled takes the hub's picture in: where everybody is reached is remembered for the next time without a hub.
func (c *Core) rolled(s *session, m *wire.Roll) {
	if s != c.hub {
		return
	}
	c.roll = m.List
	for _, p := range m.List {
		if p.Addr != "" && p.Station != c.Station && c.enrolled(p.Station) {
			c.election.found(Found{Addr: p.Addr, Station: p.Station}, c.now.Mono)
		}
	}
}

// Places are all enrolled stations as this one sees them: a member as its hub told it last.
func (c *Core) Places() []wire.Place {
	told := map[ledger.StationID]wire.Place{}
	if c.state == member {
		for _, p := range c.roll {
			told[p.Station] = p
		}
	}
	var out []wire.Place
	for _, station := range sortedStations(c.election.roster) {
		if c.election.roster[station].Revoked {
			continue
		}
		p, known := told[station]
		if !known {
			p = c.place(station)
		}
		out = append(out, p)
	}
	return out
}

// place is what this station itself knows of one.
func (c *Core) place(station ledger.StationID) wire.Place {
	p := wire.Place{Station: station, Addr: c.election.addressOf(station)}
	if station == c.Station {
		p.Addr, p.Role, p.App, p.SeenMs = c.Addr, c.state.role(), c.Version, c.now.WallMs
		return p
	}
	p.Behind = c.lacks(station)
	for _, s := range c.members() {
		if s.station == station {
			p.Addr, p.Role, p.App, p.DelayMs, p.OffsetMs, p.SeenMs = s.addr, wire.RoleMember, s.app, s.delayMs, s.offsetMs, c.wallAt(s.heard)
			return p
		}
	}
	if a, answered := c.election.answers[station]; answered {
		p.Addr, p.App, p.SeenMs = a.addr, a.card.App, c.wallAt(a.at)
		if c.now.Mono-a.at <= deadAfter {
			p.Role = a.card.Role
		}
		return p
	}
	for _, b := range c.election.places() {
		if b.station == station && b.answered {
			p.SeenMs = max(p.SeenMs, c.wallAt(b.seen))
		}
	}
	return p
}

// lacks counts the entries a station is not known to have.
func (c *Core) lacks(station ledger.StationID) uint64 {
	var n uint64
	for _, h := range c.vector {
		if of := c.known[station][h.Log].Seq; of < h.Seq {
			n += h.Seq - of
		}
	}
	return n
}

func (c *Core) wallAt(mono time.Duration) int64 {
	return c.now.WallMs - (c.now.Mono - mono).Milliseconds()
}
