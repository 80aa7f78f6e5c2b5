package core

import (
	"bytes"
	"maps"
	"slices"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// permits is what is promised to whom. The hub makes locks; members keep copies (Reserve), so that the next hub knows.
type permits struct {
	locks  map[ledger.CommandID]*lock
	doubts map[ledger.CommandID]*lock
	n      uint64
	met    uint64 // requests about what somebody else had leave for at that moment
}

// lock is a permit under way, or one that ran out and of which nobody knows (a doubt).
type lock struct {
	wire.Reserve
	session SessionID     // the grant went out in; 0: known from another hub
	to      process       // it was granted to; zero: not known
	granted time.Duration // or learnt
	ended   time.Duration // of a doubt: when the lock ran out
}

func newPermits() permits {
	return permits{locks: map[ledger.CommandID]*lock{}, doubts: map[ledger.CommandID]*lock{}}
}

// spokenFor reports whether a session's peer knows what became of what was promised: the process it was promised to or, once
// it can be used no more, another one on the same machine that writes the same log; any other only when it has been in session for
// a while. A copy of the PC says too that it has nothing under way.
func (c *Core) spokenFor(l *lock, s *session) bool {
	alone := c.now.Mono-max(l.ended, s.opened) > copyGone
	return l.to == process{} || l.to == s.process || l.ended > 0 && (l.to.host == s.host && l.to.log == s.log || alone)
}

// full reports that no more is remembered of what others say was promised.
func (p *permits) full() bool { return len(p.locks)+len(p.doubts) >= maxPromised }

// in gives the locks of a map in one order.
func in(m map[ledger.CommandID]*lock) []*lock {
	out := slices.Collect(maps.Values(m))
	slices.SortFunc(out, func(a, b *lock) int { return bytes.Compare(a.Command.ID[:], b.Command.ID[:]) })
	return out
}

func (l *lock) touches(subjects []ledger.SubjectID) bool {
	return slices.ContainsFunc(l.Subjects, func(id ledger.SubjectID) bool { return slices.Contains(subjects, id) })
}

// requested judges a member's request, or says why it has to wait.
func (c *Core) requested(s *session, m *wire.PermitReq) {
	refusal := wire.Refuse{N: m.N, Command: m.Command}
	switch {
	case c.state != hub || c.waits() || (!s.synced && !c.Faults.NoSynced):
		refusal.Code, refusal.WaitMs = wire.RefuseSettling, uint32(lookRound.Milliseconds()/2)
	case c.permits.open(s) >= maxOpenAsks:
		refusal.Code, refusal.WaitMs = wire.RefuseRate, uint32(heartbeat.Milliseconds())
	default:
		permit, refused := c.judge(s.station, s, m.Command, m.Subjects, m.Stock)
		if refused == nil {
			c.sendAfterEntries(s, &wire.Grant{N: m.N, Permit: *permit})
			return
		}
		refusal = *refused
		refusal.N = m.N
		if refusal.Code == wire.RefuseStale && c.Facts.Ahead(c.vector) {
			// The store has what made it stale, and this core has not heard of it: the member would ask again before it came.
			c.sendAfter(s, c.version+1, &refusal)
			return
		}
	}
	c.sendAfterEntries(s, &refusal)
}

func (p *permits) open(s *session) int {
	n := 0
	for _, l := range p.locks {
		if l.session == s.id {
			n++
		}
	}
	return n
}

// judge grants or refuses: the heads must be this hub's own, every subject free of another command's lock and doubt,
// and the stock there beside what others were promised.
func (c *Core) judge(station ledger.StationID, s *session, command ledger.CommandID, subjects []ledger.Subject, stock []wire.Quantity) (*ledger.Permit, *wire.Refuse) {
	refuse := func(code wire.RefuseCode) *wire.Refuse { return &wire.Refuse{Command: command, Code: code} }
	permit := ledger.Permit{Hub: c.Station, Instance: c.Instance, Term: c.term, Command: command}
	var ids []ledger.SubjectID
	for _, subject := range subjects {
		heads := c.Facts.Heads(subject.Kind, subject.ID)
		if c.Faults.NoBasis {
			heads = subject.Parents
		}
		if !slices.Equal(heads, subject.Parents) {
			return nil, refuse(wire.RefuseStale)
		}
		for _, h := range heads {
			permit.Heads = append(permit.Heads, ledger.PermitHead{Subject: subject.ID, Head: h})
		}
		ids = append(ids, subject.ID)
	}
	for _, l := range in(c.permits.locks) {
		if l.Command != command && l.touches(ids) && !c.Faults.NoLock {
			c.permits.met++
			r := refuse(wire.RefuseBusy)
			r.WaitMs = uint32(max(0, permitLock-(c.now.Mono-l.granted)).Milliseconds())
			return nil, r
		}
	}
	for _, d := range in(c.permits.doubts) {
		if d.Command != command && d.touches(ids) {
			r := refuse(wire.RefuseDoubt)
			r.Station, r.SinceMs = d.Station, d.SinceMs
			return nil, r
		}
	}
	for _, want := range stock {
		onHand, known := c.Facts.OnHand(want.Stock)
		promised := c.permits.promised(want.Stock, command)
		if c.Faults.NoEscrow {
			promised = 0
		}
		if known && onHand-promised < want.N {
			r := refuse(wire.RefuseStock)
			r.Subject = want.Stock
			return nil, r
		}
	}
	c.permits.n++
	permit.N = c.permits.n
	ledger.SignPermit(c.Key, &permit)
	l := &lock{Reserve: wire.Reserve{Command: command, Station: station, Subjects: ids, Stock: stock, SinceMs: c.now.WallMs}, granted: c.now.Mono}
	if s != nil {
		l.session, l.to = s.id, s.process
	}
	c.permits.locks[command] = l
	delete(c.permits.doubts, command)
	for _, o := range c.members() {
		if o != s {
			c.send(o, &l.Reserve)
		}
	}
	return &permit, nil
}

// promised is how much of a stock line is under way to others.
func (p *permits) promised(stock ledger.SubjectID, except ledger.CommandID) int64 {
	var n int64
	for _, of := range []map[ledger.CommandID]*lock{p.locks, p.doubts} {
		for _, l := range of {
			for _, q := range l.Stock {
				if q.Stock == stock && l.Command != except {
					n += q.N
				}
			}
		}
	}
	return n
}

// expire turns locks that ran out into doubts. This station's own end when its recorder says so.
func (p *permits) expire(c *Core) {
	for _, l := range in(p.locks) {
		if l.Station == c.Station || c.now.Mono-l.granted < permitLock {
			continue
		}
		p.doubt(c, l)
	}
}

// entered ends what an entry settles: its own command's lock and doubt; with an override, the doubts as far as they are about its
// subjects: who issues one item without check says nothing of another that its person may have.
func (p *permits) entered(c *Core, w Written) {
	if p.end(w.Command) {
		c.shown++
	}
	if !w.Override {
		return
	}
	for _, d := range in(p.doubts) {
		if !d.touches(w.Subjects) {
			continue
		}
		d.Subjects = slices.DeleteFunc(slices.Clone(d.Subjects), func(id ledger.SubjectID) bool { return slices.Contains(w.Subjects, id) })
		if c.shown++; len(d.Subjects) == 0 {
			c.letGo(d.Command, nil)
		}
	}
}

// end forgets a lock or a doubt, and reports whether it was a doubt.
func (p *permits) end(command ledger.CommandID) bool {
	_, doubted := p.doubts[command]
	delete(p.locks, command)
	delete(p.doubts, command)
	return doubted
}

// letGo ends a lock or doubt without an entry and, at a hub, tells the members.
func (c *Core) letGo(command ledger.CommandID, except *session) {
	_, locked := c.permits.locks[command]
	_, doubted := c.permits.doubts[command]
	if !locked && !doubted {
		return
	}
	if c.permits.end(command) {
		c.shown++
	}
	if c.state != hub && c.state != settling {
		return
	}
	for _, s := range c.members() {
		if s != except {
			c.send(s, &wire.Withdraw{Command: command})
		}
	}
}

// withdrawn: a member gives its permit back, or the hub says that one has ended.
func (c *Core) withdrawn(s *session, command ledger.CommandID) {
	for _, of := range []map[ledger.CommandID]*lock{c.permits.locks, c.permits.doubts} {
		if l := of[command]; l != nil && (s == c.hub || l.Station == s.station) {
			c.letGo(command, s)
			return
		}
	}
}

// reserve keeps a copy of what the hub, or a former one, has promised.
func (p *permits) reserve(c *Core, r wire.Reserve) {
	_, locked := p.locks[r.Command]
	if locked || p.full() || r.Station == c.Station || c.Facts.Written(r.Command) {
		return
	}
	p.locks[r.Command] = &lock{Reserve: r, granted: c.now.Mono}
}

// inherit unites what a newcomer knows with what this hub knows, before anything is granted. What is settled here
// already it may forget.
func (p *permits) inherit(c *Core, s *session, m *wire.Hello) {
	if c.Faults.NoInherit {
		return
	}
	for _, r := range m.Reserves {
		if r.Station != s.station && c.settledHere(r) {
			c.send(s, &wire.Withdraw{Command: r.Command})
			continue
		}
		p.reserve(c, r)
	}
	for _, r := range m.Doubts {
		if c.settledHere(r) {
			c.send(s, &wire.Withdraw{Command: r.Command})
			continue
		}
		_, locked := p.locks[r.Command]
		_, doubted := p.doubts[r.Command]
		if !locked && !doubted && !p.full() && r.Station != c.Station {
			p.doubts[r.Command] = &lock{Reserve: r, granted: c.now.Mono, ended: c.now.Mono}
			c.shown++
		}
	}
}

// settledHere reports that nothing is open about a reserve that another one remembers: its entry is here, or its
// station is this one or a member that has told all, and has it not under way.
func (c *Core) settledHere(r wire.Reserve) bool {
	if c.Facts.Written(r.Command) {
		return true
	}
	if r.Station == c.Station {
		return !slices.Contains(c.busy(), r.Command)
	}
	of := c.permits.locks[r.Command]
	if of == nil {
		of = c.permits.doubts[r.Command]
	}
	return slices.ContainsFunc(c.members(), func(s *session) bool {
		return s.station == r.Station && s.synced && (of == nil || c.spokenFor(of, s)) && !slices.Contains(s.busy, r.Command)
	})
}

// seen: a member has told all it has. What it was promised before this session, and has not under way, it will not write.
func (p *permits) seen(c *Core, s *session) {
	if s.out || s.side {
		return
	}
	for _, of := range []map[ledger.CommandID]*lock{p.locks, p.doubts} {
		for _, l := range in(of) {
			if l.Station == s.station && l.session != s.id && c.spokenFor(l, s) && !slices.Contains(s.busy, l.Command) {
				c.letGo(l.Command, nil)
			}
		}
	}
}

// ponged: a member answered a ping. Of doubts that were doubts when the ping went out, it has not written those that it
// does not name as under way, when all it has written is here.
func (p *permits) ponged(c *Core, s *session, m *wire.Pong) {
	if s.out || s.side || !s.synced || !c.has(m.Own) {
		return
	}
	s.busy = m.Busy
	for _, d := range in(p.doubts) {
		if d.Station == s.station && c.spokenFor(d, s) && d.ended <= s.pingedAt && !slices.Contains(m.Busy, d.Command) {
			c.letGo(d.Command, nil)
		}
	}
}

// tell is what a Hello carries: permits under way, this station's own among them, and doubts.
func (p *permits) tell(c *Core) (reserves, doubts []wire.Reserve) {
	for _, l := range in(p.locks) {
		reserves = append(reserves, l.Reserve)
	}
	for _, a := range c.asks {
		if a.state == granted && p.locks[a.Command] == nil {
			reserves = append(reserves, a.reserve(c))
		}
	}
	for _, d := range in(p.doubts) {
		doubts = append(doubts, d.Reserve)
	}
	return reserves, doubts
}

// adoptOwn makes locks of what this station itself has under way, so that as a hub it grants none of it to others.
func (p *permits) adoptOwn(c *Core) {
	for _, a := range c.asks {
		if a.state == granted && p.locks[a.Command] == nil {
			p.locks[a.Command] = &lock{Reserve: a.reserve(c), granted: c.now.Mono}
		}
	}
}

// slept makes doubts of what others were promised: it ran out meanwhile, and what they made of it may not have come here.
func (p *permits) slept(c *Core) {
	for _, l := range in(p.locks) {
		if l.Station != c.Station {
			p.doubt(c, l)
		}
	}
}

// doubt is what becomes of a lock that ran out.
func (p *permits) doubt(c *Core, l *lock) {
	delete(p.locks, l.Command)
	if c.Faults.NoDoubt {
		return
	}
	l.ended = c.now.Mono
	p.doubts[l.Command] = l
	c.shown++
}

// Doubts are permits that ran out and of which nobody knows.
func (c *Core) Doubts() []wire.Reserve {
	var out []wire.Reserve
	for _, d := range in(c.permits.doubts) {
		out = append(out, d.Reserve)
	}
	return out
}
