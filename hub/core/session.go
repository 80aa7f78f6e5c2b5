package core

import (
	"slices"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// session is one connection to another station. At a hub its members' sessions came in; a member's to the hub went out.
type session struct {
	id      SessionID
	station ledger.StationID
	addr    string
	out     bool
	side    bool
	opened  time.Duration
	heard   time.Duration // when its last frame came
	greeted bool          // Hello was accepted, or Welcome came

	process        // the peer's, from its Hello
	app     string // version of its program, from its Hello

	// What goes to the peer. Entries are read from the store behind a cursor: have is what the peer has, covered the
	// version up to which it was sent everything.
	have      []ledger.Head
	whole     bool // both send every log whole of which the other names no head that is here
	streaming bool
	issued    uint64
	covered   uint64
	toldAll   bool // Synced was sent
	later     []later

	// What comes from it. Messages that rest on entries wait until those are stored.
	storing int
	held    []wire.Message
	synced  bool // it has told us all, and that is stored
	busy    []ledger.CommandID

	pingN    uint64
	pingedAt time.Duration
	delayMs  int64
	offsetMs int64
	dirty    durables // of its own log, what it was not told of yet
}

// process is a running program: the binding of its machine, its instance, and the log it writes.
type process struct {
	host     string
	instance ledger.Instance
	log      ledger.LogID
}

// later is a message that rests on entries: it is sent once the peer was sent everything up to need.
type later struct {
	need uint64
	msg  wire.Message
}

func (c *Core) send(s *session, m wire.Message) { c.do(Send{ID: s.id, Msg: m}) }

// sendAfterEntries sends m after every entry that is durable here now.
func (c *Core) sendAfterEntries(s *session, m wire.Message) {
	c.sendAfter(s, c.version, m)
}

// sendAfter sends m after every entry up to a version.
func (c *Core) sendAfter(s *session, need uint64, m wire.Message) {
	if s.covered >= need && len(s.later) == 0 {
		c.send(s, m)
		return
	}
	if len(s.later) >= maxWaiting {
		c.drop(s, "it asks and does not take the answers")
		return
	}
	s.later = append(s.later, later{need, m})
	c.pump(s)
}

// pump keeps the peer's cursor moving.
func (c *Core) pump(s *session) {
	waits := s.issued == c.version && c.hidden(s) // for what is on its way to the disk
	if s.greeted && !s.streaming && !waits && (s.covered < c.version || !s.toldAll) {
		s.streaming, s.issued = true, c.version
		have := s.have
		if s.whole {
			have = c.Facts.Here(have) // also without what came from the peer and is on its way to the disk
		}
		c.do(Stream{ID: s.id, Have: have})
	}
}

func (c *Core) streamed(s *session, e Streamed) {
	s.streaming = false
	for _, h := range e.Have {
		s.have = advance(s.have, h, ledger.Hash{})
	}
	if !e.More && !c.hidden(s) {
		s.covered = s.issued
		if !s.toldAll {
			s.toldAll = true
			s.later = slices.Insert(s.later, 0, later{0, &wire.Synced{Vector: c.vector}})
		}
		for len(s.later) > 0 && s.later[0].need <= s.covered {
			c.send(s, s.later[0].msg)
			s.later = s.later[1:]
		}
	}
	c.pump(s)
}

// hidden reports whether the peer has more of this station's own log than is stored here: a copy of this PC wrote it, and until
// it is here nobody can say what of the log the peer lacks.
func (c *Core) hidden(s *session) bool {
	own := uint64(0)
	for _, h := range c.vector {
		if h.Log == c.Log {
			own = max(own, h.Seq)
		}
	}
	return slices.ContainsFunc(s.have, func(h ledger.Head) bool { return h.Log == c.Log && h.Seq > own })
}

// advance puts a head into a vector. A log has one head, or several when it forks; prev names what head continues.
func advance(vector []ledger.Head, head ledger.Head, prev ledger.Hash) []ledger.Head {
	for i, h := range vector {
		if h.Log != head.Log {
			continue
		}
		if h.Hash == head.Hash {
			return vector
		}
		if (h.Seq+1 == head.Seq && h.Hash == prev) || (prev.IsZero() && h.Seq < head.Seq) {
			vector = slices.Clone(vector)
			vector[i] = head
			return vector
		}
	}
	return append(slices.Clone(vector), head)
}

func (c *Core) offered(s *session, entries []ledger.Sealed) {
	if !s.greeted {
		c.drop(s, "entries before Hello")
		return
	}
	for i := range entries {
		s.have = advance(s.have, entries[i].Head(), entries[i].Entry.Prev)
	}
	s.storing++
	c.do(Store{ID: s.id, Entries: entries})
}

// committed follows a commit: locks and doubts end, peers are sent what is new, acknowledgements gather.
func (c *Core) committed(e Committed) {
	c.vector = e.Vector
	if len(e.Entries) > 0 {
		c.version++
	}
	for _, w := range e.Entries {
		c.permits.entered(c, w)
		c.finish(w.Command)
		c.overtaken(w)
	}
	if left := c.orphans[e.From]; left != nil {
		if left.n--; left.n == 0 {
			delete(c.orphans, e.From)
		}
	}
	from := c.sessions[e.From]
	if from != nil {
		from.storing--
		if e.Failed {
			c.wholes.refused(from, c.now.Mono)
			c.send(from, &wire.Bye{Reason: refusal})
			c.drop(from, refusal)
			from = nil
		}
	}
	for _, s := range c.ordered() {
		c.pump(s)
	}
	c.noteDurable(c.Station, c.vector, from)
	for _, s := range c.ordered() {
		c.release(s)
	}
}

// orphan is what a session that ended left to be stored.
type orphan struct {
	station ledger.StationID
	n       int
}

// stores reports whether entries of a session's peer are still on their way to the disk, from a former session of it too: a
// station that came back without them (its disk was put back) must not be judged before they are here.
func (c *Core) stores(s *session) bool {
	if s.storing > 0 {
		return true
	}
	for _, o := range c.orphans {
		if o.station == s.station {
			return true
		}
	}
	return false
}

// release lets go what waited for entries of a session to be stored.
func (c *Core) release(s *session) {
	for !c.stores(s) && len(s.held) > 0 && c.sessions[s.id] == s {
		m := s.held[0]
		s.held = s.held[1:]
		c.resting(s, m)
	}
}

// received takes a message that is no entry.
func (c *Core) received(s *session, m wire.Message) {
	switch m := m.(type) {
	case *wire.Hello:
		c.hello(s, m)
		return
	case *wire.Welcome:
		c.welcome(s, m)
		return
	case *wire.Deny:
		c.denied(s, m)
		return
	}
	if !s.greeted {
		c.drop(s, "no Hello")
		return
	}
	switch m := m.(type) {
	case *wire.Ping:
		c.send(s, &wire.Pong{N: m.N, SentMs: m.WallMs, WallMs: c.now.WallMs, Busy: c.busy(), Own: c.ownHeads()})
	case *wire.Pong:
		c.ponged(s, m)
	case *wire.Ack:
		c.acked(s, m)
	case *wire.Reserve:
		if s == c.hub {
			c.permits.reserve(c, *m)
		}
	case *wire.Withdraw:
		c.withdrawn(s, m.Command)
	case *wire.Redirect:
		c.redirected(s, m)
	case *wire.Roll:
		c.rolled(s, m)
	case *wire.Presence, *wire.Draft, *wire.ReadMark, *wire.Credential:
		c.shared(s, m)
	case *wire.Bye:
		if m.Reason == refusal {
			c.wholes.refused(s, c.now.Mono)
		}
		c.drop(s, m.Reason)
	default:
		if c.stores(s) || len(s.held) > 0 {
			if len(s.held) >= maxWaiting {
				c.drop(s, "it asks too much")
				return
			}
			s.held = append(s.held, m)
			return
		}
		c.resting(s, m)
	}
}

// resting takes a message that rests on the entries sent before it, which are stored by now.
func (c *Core) resting(s *session, m wire.Message) {
	switch m := m.(type) {
	case *wire.Synced:
		c.noteDurable(s.station, m.Vector, s)
		if !s.synced {
			s.synced = true
			if !c.told {
				c.told = true
				c.do(Told{})
			}
			delete(c.election.waitFor, s.station)
			c.wholes.told(s)
			c.permits.seen(c, s)
		}
	case *wire.PermitReq:
		c.requested(s, m)
	case *wire.Grant:
		c.granted(s, m)
	case *wire.Refuse:
		c.refused(s, m)
	}
}

// hello is a station that wants to be served, or to exchange entries.
func (c *Core) hello(s *session, m *wire.Hello) {
	deny := func(d wire.Deny) {
		c.send(s, &d)
		c.drop(s, "denied: "+string(d.Code))
	}
	peer, enrolled := c.election.roster[s.station]
	switch {
	case s.greeted || s.out:
		c.drop(s, "Hello twice")
		return
	case m.Card.ProtoMin > protoMax || m.Card.ProtoMax < protoMin:
		deny(wire.Deny{Code: wire.DenyProto})
		return
	case m.Card.Site != c.Site || m.Card.Station != s.station || !enrolled || c.alone():
		deny(wire.Deny{Code: wire.DenyUnknown})
		return
	case peer.Revoked:
		deny(wire.Deny{Code: wire.DenyRevoked})
		return
	}
	if s.station == c.Station || c.tookItsPlace(s.station, m.Card.Instance) {
		// Another writes as this station; or as the peer, and took its place before: both are alive.
		deny(wire.Deny{Code: wire.DenyClone})
		return
	}
	for _, o := range c.ordered() {
		if o == s || o.station != s.station || o.out {
			continue
		}
		if o.greeted && o.host != string(m.Host) {
			deny(wire.Deny{Code: wire.DenyClone})
			return
		}
		if o.side == m.Side {
			c.drop(o, "a newer session of the same station")
		}
	}
	s.side = m.Side
	if !s.side && c.state != hub && c.state != settling {
		to := wire.Deny{Code: wire.DenyNotHub}
		if c.state == member && c.hub != nil {
			to.To, to.Addr = c.hub.station, c.hub.addr
		}
		deny(to)
		return
	}
	if !s.side {
		c.replace(s.station, m.Card.Instance)
	}
	s.greeted, s.have, s.process, s.busy, s.app = true, m.Vector, process{string(m.Host), m.Card.Instance, m.Log}, m.Busy, m.Card.App
	s.whole = c.wholes.wants(s.station) || m.Whole && c.wholes.may(s.station, c.now.Mono)
	c.send(s, &wire.Welcome{Term: c.term, Vector: c.vector, Whole: s.whole})
	if !s.side {
		c.permits.inherit(c, s, m)
		c.election.expect(c, s, m.Members)
		c.welcomeRecords(s)
		c.rollAt = c.now.Mono // at once: a hub that is lost soon leaves nobody who does not know the others' addresses
	}
	c.pump(s)
}

// greet begins a session that this station dialled.
func (c *Core) greet(s *session) {
	reserves, doubts := c.permits.tell(c)
	c.send(s, &wire.Hello{Card: c.Card(), Host: c.Host, Log: c.Log, Vector: c.vector, Members: c.election.served, Reserves: reserves, Doubts: doubts,
		Busy: c.busy(), Side: s.side, Whole: c.wholes.wants(s.station)})
}

func (c *Core) welcome(s *session, m *wire.Welcome) {
	if s.greeted || !s.out {
		c.drop(s, "Welcome unasked")
		return
	}
	s.greeted, s.have, s.whole = true, m.Vector, m.Whole
	if !s.side {
		c.term, c.barred, c.election.knocked = m.Term, "", 0
		c.election.served = nil
		delete(c.election.failed, s.station)
		clear(c.unacked)
		c.enter(member)
		c.welcomeRecords(s)
	}
	c.pump(s)
}

func (c *Core) opened(e SessionOpened) {
	s := &session{id: e.ID, station: e.Station, addr: e.Addr, out: e.Out, side: e.Side, opened: c.now.Mono, heard: c.now.Mono,
		dirty: durables{}}
	c.sessions[e.ID] = s
	peer, enrolled := c.election.roster[s.station]
	switch {
	case c.state == off || (enrolled && peer.Revoked):
		c.drop(s, "not served")
	case !s.out:
	case s.side:
		c.greet(s)
	case c.state == connect && e.Station == c.election.target && c.hub == nil:
		c.hub = s
		c.greet(s)
	default:
		c.drop(s, "not wanted any more")
	}
}

// drop ends a session from this side.
func (c *Core) drop(s *session, reason string) {
	if c.sessions[s.id] == nil {
		return
	}
	c.do(Close{ID: s.id, Reason: reason})
	c.gone(s)
}

func (c *Core) closed(e SessionClosed) {
	if e.ID == 0 {
		c.dialFailed(e.Addr)
		return
	}
	if s := c.sessions[e.ID]; s != nil {
		c.gone(s)
	}
}

// gone follows the end of a session.
func (c *Core) gone(s *session) {
	delete(c.sessions, s.id)
	if s.storing > 0 {
		c.orphans[s.id] = &orphan{s.station, s.storing}
	}
	if last := c.served[s.station]; s.greeted && !s.out && !s.side {
		last.until = c.now.Mono
		c.served[s.station] = last
	}
	c.forgetPresence(s)
	if s != c.hub {
		return
	}
	c.hub = nil
	c.unsend()
	if c.state == member || c.state == connect {
		c.lookAround()
	}
}

// keepAlive pings members and gives up who is silent.
func (c *Core) keepAlive(s *session) {
	switch {
	case c.now.Mono-s.heard > deadAfter, !s.greeted && c.now.Mono-s.opened > connectWithin:
		if s == c.hub && !s.greeted {
			c.avoid(s.station)
		}
		c.drop(s, "silent")
	case s.side && s.toldAll && s.synced && s.out && c.now.Mono-s.opened > deadAfter:
		c.send(s, &wire.Bye{Reason: "in step"})
		c.drop(s, "in step")
	case !s.out && s.greeted && c.now.Mono-s.pingedAt >= heartbeat:
		s.pingN++
		s.pingedAt = c.now.Mono
		c.send(s, &wire.Ping{N: s.pingN, WallMs: c.now.WallMs})
	}
}

func (c *Core) ponged(s *session, m *wire.Pong) {
	if m.N != s.pingN {
		return
	}
	s.delayMs = (c.now.WallMs - m.SentMs) / 2
	s.offsetMs = m.WallMs - m.SentMs - s.delayMs
	if !c.stores(s) {
		c.permits.ponged(c, s, m)
	}
}
