package core

import (
	"slices"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// askState is how far an Ask has come.
type askState uint8

const (
	waiting askState = iota
	asking           // a PermitReq is under way
	granted          // the recorder may write; ends with the entry or Abandoned
)

// ask is one wish of this station's recorder to write.
type ask struct {
	Ask
	state   askState
	since   time.Duration
	tryAt   time.Duration
	n       uint64 // of its PermitReq
	sent    Now
	session SessionID // of its PermitReq; 0: granted by itself
	term    uint64
}

func (a *ask) reserve(c *Core) wire.Reserve {
	r := wire.Reserve{Command: a.Command, Station: c.Station, Stock: a.Stock, SinceMs: c.now.WallMs}
	for _, s := range a.Subjects {
		r.Subjects = append(r.Subjects, s.ID)
	}
	return r
}

// asked takes a wish in. The same command asked again replaces its former wish.
func (c *Core) asked(e Ask) {
	c.finish(e.Command)
	a := &ask{Ask: e, since: c.now.Mono, tryAt: c.now.Mono}
	c.asks = append(c.asks, a)
	if e.Override || c.state == off {
		why := ledger.WhyAlone
		if e.Override {
			why = ledger.WhyOverride
		}
		a.state, a.term = granted, c.term
		c.do(Answer{Ask: e.ID, Why: why})
	}
}

// pumpAsks brings each wish on: to the hub, or to a judgement here, or to the end of its patience.
func (c *Core) pumpAsks() {
	for _, a := range slices.Clone(c.asks) {
		switch {
		case a.state == waiting && c.now.Mono >= a.tryAt:
			c.pumpAsk(a)
		case a.state == asking && c.now.Mono-a.sent.Mono > permitUse && c.hub != nil:
			// The hub is there and does not answer: what it may have granted is given back.
			c.send(c.hub, &wire.Withdraw{Command: a.Command})
			c.endAsk(a, &wire.Refuse{Command: a.Command, Code: wire.RefuseBusy})
		}
	}
}

func (c *Core) pumpAsk(a *ask) {
	switch {
	case c.state == hub && !c.waits():
		permit, refused := c.judge(c.Station, nil, a.Command, a.Subjects, a.Stock)
		if refused != nil {
			c.again(a, refused)
			return
		}
		a.state, a.session, a.term, a.sent = granted, 0, c.term, c.now
		if len(c.members()) == 0 {
			c.do(Answer{Ask: a.ID, Why: ledger.WhyAlone})
			return
		}
		c.do(Answer{Ask: a.ID, Why: ledger.WhyPermit, Permit: permit})
	case c.state == member && (c.Faults.NoSynced || (c.hub.synced && c.hub.toldAll)):
		c.nextN++
		a.state, a.n, a.session, a.term, a.sent = asking, c.nextN, c.hub.id, c.term, c.now
		request := &wire.PermitReq{N: a.n, Command: a.Command, Subjects: a.Subjects, Stock: a.Stock}
		if c.Faults.NoSynced {
			c.send(c.hub, request)
			return
		}
		c.sendAfterEntries(c.hub, request)
	default:
		patience := askAlone
		if len(c.fresh()) > 0 || c.hub != nil || len(c.sessions) > 0 {
			patience = askVisible
		}
		if c.now.Mono-a.since > patience {
			c.endAsk(a, &wire.Refuse{Command: a.Command, Code: NoHub})
		}
	}
}

// again repeats a wish that was refused for a moment, as long as its patience lasts.
func (c *Core) again(a *ask, r *wire.Refuse) {
	patience := askBusy
	switch r.Code {
	case wire.RefuseSettling:
		patience = askVisible
	case wire.RefuseBusy, wire.RefuseRate, wire.RefuseLag:
	default:
		c.endAsk(a, r)
		return
	}
	if c.now.Mono-a.since > patience {
		c.endAsk(a, r)
		return
	}
	a.state, a.tryAt = waiting, c.now.Mono+min(time.Duration(r.WaitMs)*time.Millisecond, 2*TickEvery)
}

func (c *Core) endAsk(a *ask, r *wire.Refuse) {
	c.asks = slices.DeleteFunc(c.asks, func(o *ask) bool { return o == a })
	c.do(Answer{Ask: a.ID, Refuse: r})
}

func (c *Core) find(n uint64) *ask {
	i := slices.IndexFunc(c.asks, func(a *ask) bool { return a.state == asking && a.n == n })
	if i < 0 {
		return nil
	}
	return c.asks[i]
}

// granted hands a permit on, or gives it back when it came too late.
func (c *Core) granted(s *session, m *wire.Grant) {
	a := c.find(m.N)
	if s != c.hub || c.state != member {
		return
	}
	if a == nil || a.Command != m.Permit.Command {
		c.send(s, &wire.Withdraw{Command: m.Permit.Command})
		return
	}
	a.state = granted
	if !c.usable(a, c.now) {
		c.send(s, &wire.Withdraw{Command: a.Command})
		c.again(a, &wire.Refuse{Command: a.Command, Code: wire.RefuseBusy})
		return
	}
	permit := m.Permit
	c.do(Answer{Ask: a.ID, Why: ledger.WhyPermit, Permit: &permit})
}

func (c *Core) refused(s *session, m *wire.Refuse) {
	if a := c.find(m.N); a != nil && s == c.hub && a.Command == m.Command {
		c.again(a, m)
	}
}

// usable reports whether leave still holds at a moment: same state, session and term, and by neither clock too late. What a hub
// gave itself lasts until it sleeps: others have gone on then, and its writer may be awake before its core.
func (c *Core) usable(a *ask, now Now) bool {
	if a.state != granted {
		return false
	}
	if a.Override {
		return true
	}
	late := now.Mono-a.sent.Mono > permitUse || time.Duration(now.WallMs-a.sent.WallMs)*time.Millisecond > permitUse || now.WallMs < a.sent.WallMs
	switch {
	case a.session == 0:
		return c.state == off || (c.state == hub && a.term == c.term && !c.slept(now))
	case c.state != member || c.hub == nil || c.hub.id != a.session || c.term != a.term:
		return false
	}
	return !late || c.Faults.NoLate
}

// Usable is asked inside the writing transaction, with the time read there: may an entry be written under the leave
// that was given for this command?
func (c *Core) Usable(now Now, command ledger.CommandID) bool {
	return slices.ContainsFunc(c.asks, func(a *ask) bool { return a.Command == command && c.usable(a, now) })
}

// busy are the commands that the recorder may still write under.
func (c *Core) busy() []ledger.CommandID {
	var out []ledger.CommandID
	for _, a := range c.asks {
		if a.state == granted {
			out = append(out, a.Command)
		}
	}
	return out
}

// finish forgets a wish whose entry was written.
func (c *Core) finish(command ledger.CommandID) {
	c.asks = slices.DeleteFunc(c.asks, func(a *ask) bool { return a.Command == command })
}

// overtaken ends wishes that wait about what an entry wrote of: it has to be decided anew whether they may still be.
func (c *Core) overtaken(w Written) {
	for _, a := range slices.Clone(c.asks) {
		if a.state == waiting && slices.ContainsFunc(a.Subjects, func(s ledger.Subject) bool { return slices.Contains(w.Subjects, s.ID) }) {
			c.endAsk(a, &wire.Refuse{Command: a.Command, Code: wire.RefuseStale})
		}
	}
}

// abandoned gives leave back.
func (c *Core) abandoned(command ledger.CommandID) {
	c.finish(command)
	if c.state == member && c.hub != nil {
		c.send(c.hub, &wire.Withdraw{Command: command})
	}
	c.letGo(command, nil)
}

// unsend puts wishes whose request is lost with its session back in line. What was granted stays with the recorder,
// who finds that it does not hold any more.
func (c *Core) unsend() {
	for _, a := range c.asks {
		if a.state == asking && (c.hub == nil || c.hub.id != a.session) {
			a.state, a.tryAt = waiting, c.now.Mono
		}
	}
}
