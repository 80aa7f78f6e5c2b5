package core

import (
	"slices"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// durables is what stations have on their disks: for each, the furthest head of each log.
type durables map[ledger.StationID]map[ledger.LogID]ledger.Head

// note remembers a head and reports whether it is news.
func (d durables) note(station ledger.StationID, h ledger.Head) bool {
	of := d[station]
	if of == nil {
		of = map[ledger.LogID]ledger.Head{}
		d[station] = of
	}
	if at, has := of[h.Log]; at.Seq >= h.Seq || (!has && len(of) >= wire.MaxVector) {
		return false
	}
	of[h.Log] = h
	return true
}

// Copies says, for each station known to have some of this station's own log on its disk, this one included, up to
// which entry; in ascending order.
func (c *Core) Copies() []uint64 {
	var out []uint64
	for _, of := range c.known {
		if h, has := of[c.Log]; has {
			out = append(out, h.Seq)
		}
	}
	slices.Sort(out)
	return out
}

// noteDurable takes in what a station has on its disk. A hub passes on to each member who has that member's own
// entries, and at once to the one whose entries it has just stored itself (from).
func (c *Core) noteDurable(station ledger.StationID, heads []ledger.Head, from *session) {
	for _, h := range heads {
		if !c.known.note(station, h) {
			continue
		}
		if station == c.Station {
			c.unacked[h.Log] = h
		}
		for _, s := range c.members() {
			if s.log == h.Log && s.station != station {
				s.dirty.note(station, h)
			}
		}
	}
	if from != nil && !from.out && station == c.Station {
		c.ack(from)
	}
	if c.ackAt == 0 {
		c.ackAt = c.now.Mono + ackDelay
	}
}

// acked takes the hub's word for who has this station's own entries. Nobody else's counts.
func (c *Core) acked(s *session, m *wire.Ack) {
	if s != c.hub {
		return
	}
	for _, d := range m.Durable {
		if d.Station == c.Station || (c.known[d.Station] == nil && len(c.known) >= maxStations) {
			continue
		}
		c.noteDurable(d.Station, slices.DeleteFunc(slices.Clone(d.Vector), func(h ledger.Head) bool { return h.Log != c.Log }), s)
	}
}

// flushAcks sends what has gathered.
func (c *Core) flushAcks() {
	if c.ackAt == 0 || c.now.Mono < c.ackAt {
		return
	}
	c.ackAt = 0
	for _, s := range c.ordered() {
		c.ack(s)
	}
	if c.state != member || c.hub == nil || !c.hub.toldAll || len(c.unacked) == 0 {
		return
	}
	c.send(c.hub, &wire.Synced{Vector: headsOf(c.unacked)})
	clear(c.unacked)
}

func (c *Core) ack(s *session) {
	if len(s.dirty) == 0 || !s.greeted {
		return
	}
	m := &wire.Ack{}
	for _, station := range sortedStations(s.dirty) {
		m.Durable = append(m.Durable, wire.Durable{Station: station, Vector: headsOf(s.dirty[station])})
	}
	clear(s.dirty)
	c.send(s, m)
}

func headsOf(of map[ledger.LogID]ledger.Head) []ledger.Head {
	out := make([]ledger.Head, 0, len(of))
	for _, h := range of {
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b ledger.Head) int { return slices.Compare(a.Log.ID[:], b.Log.ID[:]) })
	return out
}

func sortedStations[V any](m map[ledger.StationID]V) []ledger.StationID {
	out := make([]ledger.StationID, 0, len(m))
	for station := range m {
		out = append(out, station)
	}
	slices.SortFunc(out, compareStations)
	return out
}

// ownHeads are the heads of this station's own log.
func (c *Core) ownHeads() []ledger.Head {
	return slices.DeleteFunc(slices.Clone(c.vector), func(h ledger.Head) bool { return h.Log != c.Log })
}

// has reports whether all these heads are this disk's own. Where one is not, more may be here, or another branch of a
// log that forked: then it is not certain.
func (c *Core) has(heads []ledger.Head) bool {
	return !slices.ContainsFunc(heads, func(h ledger.Head) bool { return !slices.Contains(c.vector, h) })
}
