package core

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// election is what a station knows of the others while it looks for a hub, or is one.
type election struct {
	roster  map[ledger.StationID]Enrolled
	book    map[string]*place
	answers map[ledger.StationID]answer
	probeAt time.Duration
	tries   [maxTries]time.Duration // when addresses that were only announced were dialled last
	tried   int

	target  ledger.StationID // whom it connects to
	avoid   map[ledger.StationID]time.Duration
	knocked int                      // times it asked again after it was turned away
	failed  map[ledger.StationID]int // times it could not be joined, one after another
	learnAt time.Duration            // not before: the next session to learn who is enrolled
	hops    int                      // Redirects and NOT_HUBs followed since it last looked round

	served  []ledger.StationID                 // whom it served until it stepped down
	waitFor map[ledger.StationID]time.Duration // as a hub: members of a hub that stepped down, until when
}

// place is an address that may be a station's.
type place struct {
	addr     string
	station  ledger.StationID // whose it was when it last answered
	probing  bool
	answered bool // it has, once
	hint     bool // it was only announced
	seen     time.Duration
}

// answer is what a station said of itself, and when.
type answer struct {
	card wire.Card
	addr string
	at   time.Duration
}

func newElection() election {
	return election{roster: map[ledger.StationID]Enrolled{}, book: map[string]*place{}, answers: map[ledger.StationID]answer{},
		avoid: map[ledger.StationID]time.Duration{}, failed: map[ledger.StationID]int{}, waitFor: map[ledger.StationID]time.Duration{}}
}

// found takes an address in. What was only announced changes nothing of what is known, and takes no place of it.
func (e *election) found(f Found, now time.Duration) {
	p := e.book[f.Addr]
	switch {
	case p == nil && f.Hint && e.hints() >= maxAddresses, p != nil && f.Hint && !p.hint:
		return
	case p == nil:
		p = &place{addr: f.Addr, seen: now, hint: true}
	}
	if !f.Hint {
		e.know(p)
	}
	if !f.Station.IsZero() {
		p.station = f.Station
	}
	e.book[f.Addr] = p
}

// know makes an address that was only announced one that is known. The oldest has to go for it when there are too many, first one
// that has never answered.
func (e *election) know(p *place) {
	if !p.hint {
		return
	}
	p.hint = false
	known := slices.DeleteFunc(e.places(), func(o *place) bool { return o.hint || o == p })
	if len(known) < maxAddresses {
		return
	}
	oldest := slices.MinFunc(known, func(a, b *place) int {
		if a.answered != b.answered {
			if a.answered {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(a.seen, b.seen), cmp.Compare(a.addr, b.addr))
	})
	delete(e.book, oldest.addr)
}

func (e *election) hints() (n int) {
	for _, p := range e.book {
		if p.hint {
			n++
		}
	}
	return n
}

// silent: nobody of this site answered. An address that was only announced is worth one question; it comes again with the next
// announcement.
func (e *election) silent(addr string) {
	if p := e.book[addr]; p != nil {
		if p.probing = false; p.hint {
			delete(e.book, addr)
		}
	}
}

func (e *election) lost(addr string) {
	if p := e.book[addr]; p != nil && p.hint && !p.probing {
		delete(e.book, addr)
	}
}

// places are the known addresses in one order, then those that were only announced, of the best-ranked stations first.
func (e *election) places() []*place {
	out := slices.Collect(maps.Values(e.book))
	rank := func(p *place) wire.Rank {
		return wire.Rank{Priority: e.roster[p.station].Priority, Station: p.station}
	}
	slices.SortFunc(out, func(a, b *place) int {
		switch {
		case a.hint != b.hint && b.hint, a.hint && b.hint && rank(a).Less(rank(b)):
			return -1
		case a.hint != b.hint, a.hint && rank(b).Less(rank(a)):
			return 1
		}
		return cmp.Compare(a.addr, b.addr)
	})
	return out
}

// mayTry reports whether one more address that was only announced may be dialled now.
func (e *election) mayTry(now time.Duration) bool {
	oldest := &e.tries[e.tried%maxTries]
	if e.tried >= maxTries && now-*oldest < time.Second {
		return false
	}
	*oldest = now
	e.tried++
	return true
}

// addressOf is where a station was last reached.
func (e *election) addressOf(station ledger.StationID) string {
	best := ""
	var seen time.Duration = -1
	for _, p := range e.places() {
		if p.station == station && p.seen > seen && !p.hint {
			best, seen = p.addr, p.seen
		}
	}
	return best
}

// expect makes a hub wait for one that stepped down for it, and for its members, until they have told all.
func (e *election) expect(c *Core, s *session, members []ledger.StationID) {
	if len(members) == 0 {
		return
	}
	for _, m := range append(slices.Clone(members), s.station) {
		if m == c.Station || len(e.waitFor) >= maxStations || slices.ContainsFunc(c.members(), func(s *session) bool { return s.station == m && s.synced }) {
			continue
		}
		if _, waits := e.waitFor[m]; !waits {
			e.waitFor[m] = c.now.Mono + settleLongest
		}
	}
}

func (c *Core) rosterChanged(e Roster) {
	clear(c.election.roster)
	for _, s := range e.Stations {
		c.election.roster[s.Station] = s
	}
	for _, s := range c.ordered() {
		if peer, known := c.election.roster[s.station]; known && peer.Revoked {
			c.drop(s, "revoked")
		}
	}
	me, enrolled := c.election.roster[c.Station]
	switch {
	case me.Revoked && c.state != off:
		c.barred = wire.DenyRevoked
		c.leave("revoked")
	case enrolled && !me.Revoked && c.alone():
		// Somebody enrolled it again, or may have: it asks.
		c.lookAround()
	}
}

// enrolled reports whether a station belongs to the site.
func (c *Core) enrolled(station ledger.StationID) bool {
	peer, known := c.election.roster[station]
	return known && !peer.Revoked
}

// waits reports whether members of a hub that stepped down are still expected.
func (c *Core) waits() bool { return len(c.election.waitFor) > 0 && !c.Faults.NoWait }

// lookAround begins to look for a hub.
func (c *Core) lookAround() {
	c.hub = nil
	c.enter(discover)
	c.election.hops, c.election.probeAt, c.election.target = 0, c.now.Mono, ledger.StationID{}
	clear(c.election.answers)
	clear(c.election.waitFor)
}

// elect is the table of states on a tick.
func (c *Core) elect() {
	age := c.now.Mono - c.since
	switch c.state {
	case discover:
		c.probeAll(discoverProbe, nil)
		if to, found := c.bestHub(); found && age >= listenFirst {
			c.join(to.card.Station, to.addr)
			return
		}
		if age >= lookLonger || (age >= lookRound && !c.shouldWait()) {
			c.settle(c.highestTerm() + 1)
		}
	case connect:
		if age >= connectWithin {
			c.dialFailed(c.election.addressOf(c.election.target))
		}
	case settling:
		c.probeAll(settleProbe, nil)
		if to, found := c.bestHub(); found {
			c.yield(to.card.Station, to.addr)
			return
		}
		if age >= settleLongest || c.gathered() || c.Faults.NoSettle {
			c.barred, c.election.knocked = "", 0 // nobody turned it away
			c.enter(hub)
		}
	case hub:
		for station, until := range c.election.waitFor {
			if c.now.Mono >= until {
				delete(c.election.waitFor, station)
			}
		}
		switch {
		case c.barred == "":
			c.probeAll(hubProbe, c.serves)
		case age >= min(barredRetry<<min(c.election.knocked, 8), barredLongest):
			c.election.knocked++
			c.lookAround()
		}
	}
}

// serves reports whether a station is a member of this hub.
func (c *Core) serves(station ledger.StationID) bool {
	return slices.ContainsFunc(c.members(), func(s *session) bool { return s.station == station })
}

// probeAll probes known addresses, but for stations that skip names, and not one twice at a time.
func (c *Core) probeAll(every time.Duration, skip func(ledger.StationID) bool) {
	if c.now.Mono < c.election.probeAt {
		return
	}
	c.election.probeAt = c.now.Mono + every
	for _, p := range c.election.places() {
		if p.probing || (skip != nil && !p.station.IsZero() && skip(p.station)) {
			continue
		}
		if p.hint && !c.election.mayTry(c.now.Mono) {
			break // what follows was only announced as well
		}
		p.probing = true
		c.do(Probe{Addr: p.addr})
	}
}

func (c *Core) answered(e Answered) {
	if p := c.election.book[e.Addr]; p != nil {
		c.election.know(p)
		p.probing, p.answered, p.station, p.seen = false, true, e.Card.Station, c.now.Mono
	}
	c.heardCard(e.Card, e.Addr)
}

// probed takes in another station's probe: it says as much as an answer would, but for where that station listens.
func (c *Core) probed(card wire.Card) { c.heardCard(card, c.election.addressOf(card.Station)) }

func (c *Core) heardCard(card wire.Card, addr string) {
	if c.state == off || c.alone() || card.Site != c.Site || !c.enrolled(card.Station) {
		return
	}
	if card.Station == c.Station {
		c.met(card)
		return
	}
	if card.Role == wire.RoleHub || card.Role == wire.RoleSettling {
		if card.HubAddr != "" && addr == "" {
			addr = card.HubAddr
		}
	}
	if addr == "" {
		return
	}
	if card.HubAddr != "" && c.enrolled(card.Hub) {
		c.election.found(Found{Addr: card.HubAddr, Station: card.Hub}, c.now.Mono)
	}
	c.learn(card, addr)
	was, answered := c.election.answers[card.Station]
	if answered && card.Role == off.role() && was.card.Instance != card.Instance && c.now.Mono-was.at <= silentAfter {
		return // a copy of its disk, which works alone, says nothing for the station
	}
	c.election.answers[card.Station] = answer{card, addr, c.now.Mono}
	if (c.state == hub || c.state == settling) && card.Role == wire.RoleHub && card.Rank.Less(c.rank()) && c.now.Mono >= c.election.avoid[card.Station] {
		c.yield(card.Station, addr)
	}
}

// learn exchanges entries with a member whose hub is not known here: that hub was enrolled while this station was away,
// and until it has the entry that says so it may not join it.
func (c *Core) learn(card wire.Card, addr string) {
	if card.Role != wire.RoleMember || card.Hub == c.Station || card.Hub.IsZero() || c.enrolled(card.Hub) || c.now.Mono < c.election.learnAt {
		return
	}
	c.election.learnAt = c.now.Mono + learnEvery
	c.do(Dial{Addr: addr, Station: card.Station, Side: true})
}

// fresh are the answers that still count.
func (c *Core) fresh() []answer {
	var out []answer
	for _, station := range sortedStations(c.election.answers) {
		if a := c.election.answers[station]; c.now.Mono-a.at <= silentAfter {
			out = append(out, a)
		}
	}
	return out
}

// bestHub is the best-ranked hub that answers and can be joined; without one, the best-ranked station that is about to
// be it: what this station knows is gathered there. Of two that settle the better-ranked goes on.
func (c *Core) bestHub() (best answer, found bool) {
	for _, a := range c.fresh() {
		settles := a.card.Role == wire.RoleSettling && (c.state == discover || a.card.Rank.Less(c.rank()))
		if (a.card.Role != wire.RoleHub && !settles) || c.now.Mono < c.election.avoid[a.card.Station] || a.at < c.since {
			continue
		}
		better := a.card.Rank.Less(best.card.Rank)
		if a.card.Role != best.card.Role {
			better = a.card.Role == wire.RoleHub
		}
		if !found || better {
			best, found = a, true
		}
	}
	return best, found
}

// shouldWait reports whether somebody answers who should be the hub before me.
func (c *Core) shouldWait() bool {
	return slices.ContainsFunc(c.fresh(), func(a answer) bool { return a.card.Rank.Less(c.rank()) })
}

func (c *Core) highestTerm() uint64 {
	term := c.term
	for _, a := range c.election.answers {
		term = max(term, a.card.Term)
	}
	return term
}

// settle begins to be the hub: nothing is granted before what others know was gathered.
func (c *Core) settle(term uint64) {
	c.term = term
	c.election.served, c.election.probeAt = nil, c.now.Mono
	c.enter(settling)
	c.permits.adoptOwn(c)
}

// gathered reports whether each enrolled station is here and has told all, or is silent.
func (c *Core) gathered() bool {
	for station, peer := range c.election.roster {
		if station == c.Station || peer.Revoked {
			continue
		}
		if slices.ContainsFunc(c.members(), func(s *session) bool { return s.station == station && s.synced }) {
			continue
		}
		heard := c.election.answers[station].at
		if c.now.Mono-max(heard, c.since-lookRound) < silentAfter {
			return false
		}
	}
	return true
}

// join connects to a hub.
func (c *Core) join(station ledger.StationID, addr string) {
	for _, s := range c.ordered() {
		if !s.side {
			c.drop(s, "joining another hub")
		}
	}
	c.hub = nil
	c.enter(connect)
	c.election.target = station
	clear(c.election.waitFor)
	c.do(Dial{Addr: addr, Station: station})
}

// yield steps down for another hub: nothing is granted any more, members are sent there, and the winner is told whom
// to wait for and what was granted.
func (c *Core) yield(station ledger.StationID, addr string) {
	served := []ledger.StationID{}
	for _, s := range c.members() {
		served = append(served, s.station)
	}
	c.redirect(station, addr, false)
	c.election.served = served
	c.join(station, addr)
}

func (c *Core) redirect(to ledger.StationID, addr string, takeover bool) {
	for _, s := range c.members() {
		c.send(s, &wire.Redirect{To: to, Addr: addr, Term: c.term, Takeover: takeover})
	}
}

// heir is the member that should be hub after this one.
func (c *Core) heir() *session {
	var best *session
	rank := func(s *session) wire.Rank {
		return wire.Rank{Priority: c.election.roster[s.station].Priority, Station: s.station}
	}
	for _, s := range c.members() {
		if best == nil || rank(s).Less(rank(best)) {
			best = s
		}
	}
	if best == nil {
		return nil
	}
	if addr := c.election.addressOf(best.station); addr != "" {
		best.addr = addr
	}
	return best
}

// makeHub hands the hub over to a member.
func (c *Core) makeHub(station ledger.StationID) {
	addr := c.election.addressOf(station)
	if c.state != hub || addr == "" || !c.serves(station) {
		return
	}
	c.redirect(station, addr, true)
	served := []ledger.StationID{}
	for _, s := range c.members() {
		if s.station != station {
			served = append(served, s.station)
		}
	}
	c.election.served = served
	c.join(station, addr)
}

// redirected follows the hub's word where to go.
func (c *Core) redirected(s *session, m *wire.Redirect) {
	if s != c.hub || c.state != member {
		return
	}
	if m.Takeover && m.To == c.Station {
		c.hub = nil
		c.drop(s, "taking over")
		c.settle(max(c.term, m.Term) + 1)
		return
	}
	c.follow(m.To, m.Addr)
}

// follow goes to a hub that somebody named, a few times at most.
func (c *Core) follow(to ledger.StationID, addr string) {
	c.election.hops++
	if !c.enrolled(to) || to == c.Station || addr == "" || c.election.hops > 4 {
		c.lookAround()
		return
	}
	c.election.found(Found{Addr: addr, Station: to}, c.now.Mono)
	c.join(to, addr)
}

func (c *Core) denied(s *session, m *wire.Deny) {
	if s != c.hub {
		c.drop(s, "denied")
		return
	}
	c.hub = nil
	c.drop(s, "denied")
	switch m.Code {
	case wire.DenyNotHub:
		if !m.To.IsZero() && m.Addr != "" {
			c.follow(m.To, m.Addr)
			return
		}
	case wire.DenyRevoked, wire.DenyClone:
		c.bar(m.Code)
		return
	}
	c.election.avoid[s.station] = c.now.Mono + c.jitter(avoidHub)
	c.lookAround()
}

func (c *Core) dialFailed(addr string) {
	if c.state != connect {
		return
	}
	if c.hub != nil {
		s := c.hub
		c.hub = nil
		c.drop(s, "too slow")
	}
	c.avoid(c.election.target)
	c.election.silent(addr)
	c.lookAround()
}

func (c *Core) avoid(station ledger.StationID) {
	long := min(avoidHub<<min(c.election.failed[station], 8), avoidLongest)
	c.election.failed[station]++
	c.election.avoid[station] = c.now.Mono + c.jitter(long)
}

// sideSession exchanges entries with one station past the hub now and then: that heals odd topologies and shows a hub
// that withholds.
func (c *Core) sideSession() {
	if c.now.Mono < c.nextSide || (c.state != member && c.state != hub) || c.alone() {
		return
	}
	c.nextSide = c.now.Mono + c.jitter(sideEvery)
	var others []*place
	for _, p := range c.election.places() {
		if !p.hint && !p.station.IsZero() && p.station != c.Station && (c.hub == nil || p.station != c.hub.station) && !c.serves(p.station) {
			others = append(others, p)
		}
	}
	if len(others) > 0 {
		p := others[c.Rand.IntN(len(others))]
		c.do(Dial{Addr: p.addr, Station: p.station, Side: true})
	}
}
