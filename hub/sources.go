package hub

import (
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

// sources remembers how each address became known, for the screen that says what works.
type sources struct {
	mu sync.Mutex // guards of
	of map[string]string
}

// found passes an address on.
func (n *Node) found(addr string, station ledger.StationID, how string) {
	n.sources.mu.Lock()
	if n.sources.of == nil || len(n.sources.of) > 4*64 {
		n.sources.of = map[string]string{}
	}
	n.sources.of[addr] = how
	n.sources.mu.Unlock()
	n.post(core.Found{Addr: addr, Station: station})
}

// Found adds an address that somebody typed.
func (n *Node) Found(addr string) { n.found(addr, ledger.StationID{}, FoundTyped) }

// Source says how an address became known; empty for one that another station named.
func (n *Node) Source(addr string) string {
	n.sources.mu.Lock()
	defer n.sources.mu.Unlock()
	return n.sources.of[addr]
}

// heard takes what multicast brings: a hint, never a proof.
func (n *Node) heard(s discovery.Seen) {
	if s.Station == n.Station || s.Site8 != discovery.Short(n.Site.ID) {
		return
	}
	n.found(s.Addr, s.Station, FoundMDNS)
}

// advertise begins or ends the announcement as hub.
func (n *Node) advertise(e core.Advertise) {
	if !e.On {
		n.Finder.Quiet()
		return
	}
	n.Finder.Advertise(discovery.Card{Station: n.Station, Site: n.Site, Instance: n.Instance, Port: n.Port(), Term: e.Term})
}
