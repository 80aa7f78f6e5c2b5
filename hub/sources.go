package hub

import (
	"maps"
	"sync"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/discovery"
)

// How an address became known.
const (
	FoundMDNS  = "mdns"
	FoundKnown = "known"
	FoundTyped = "typed"
)

const maxSources = 256

// sources remembers how each address became known, for the screen that says what works.
type sources struct {
	mu sync.Mutex // guards of
	of map[string]string
}

// found passes an address on.
func (n *Node) found(addr string, station ledger.StationID, how string) {
	n.sources.mu.Lock()
	if n.sources.of == nil {
		n.sources.of = map[string]string{}
	}
	if len(n.sources.of) > maxSources {
		maps.DeleteFunc(n.sources.of, func(_, how string) bool { return how == FoundMDNS })
	}
	n.sources.of[addr] = how
	n.sources.mu.Unlock()
	n.post(core.Found{Addr: addr, Station: station, Hint: how == FoundMDNS})
}

// Found adds an address that somebody typed.
func (n *Node) Found(addr string) { n.found(addr, ledger.StationID{}, FoundTyped) }

// Source says how an address became known; empty for one that another station named.
func (n *Node) Source(addr string) string {
	n.sources.mu.Lock()
	defer n.sources.mu.Unlock()
	return n.sources.of[addr]
}

// heard takes what multicast brings: a hint, never a proof. With who is not enrolled nobody could speak.
func (n *Node) heard(s discovery.Seen) bool {
	wanted := s.Station != n.Station && s.Site8 == discovery.Short(n.Site.ID) && n.roster.enrolled(s.Station)
	if wanted {
		n.found(s.Addr, s.Station, FoundMDNS)
	}
	return wanted
}

// gone takes back what multicast does not bring any more.
func (n *Node) gone(s discovery.Seen) { n.post(core.Lost{Addr: s.Addr}) }

// silent: nobody of this site answered at an address.
func (n *Node) silent(addr string) {
	n.Finder.Missed(addr)
	n.post(core.Silent{Addr: addr})
}

// advertise begins or ends the announcement as hub.
func (n *Node) advertise(e core.Advertise) {
	if !e.On {
		n.Finder.Quiet()
		return
	}
	n.Finder.Advertise(discovery.Card{Station: n.Station, Site: n.Site, Instance: n.Instance, Port: n.Port(), Term: e.Term})
}
