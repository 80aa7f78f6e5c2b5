package hubtest

import (
	"slices"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// invariant is what must never be broken, as a failed history names it.
type invariant string

// What is looked at while a history goes on, from outside the core.
const (
	everyRefusalHasACause invariant = "every refusal has a cause"
	looksFirst            invariant = "who wakes acts on nothing before it has looked round"
	permitsAreFresh       invariant = "an entry is decided within 4.5 s of asking"
	copiesAreTrue         invariant = "a copy that is counted is on a disk"
	toldAll               invariant = "a grant rests on all that its station had written"
	permitsRestOnHeads    invariant = "a permit names the heads that its hub has"
	losersFirst           invariant = "nothing is granted before the members of a hub that stepped down are here"
	entriesAreAuthentic   invariant = "no entry is refused but a forged one"
	revokedStaysOut       invariant = "nobody deals with a station that it knew to be revoked"
)

// And at its end, when everybody has everything.
const (
	oneHubAfterHeal    invariant = "one hub within 15 s"
	nothingIsLost      invariant = "what was durable is everywhere"
	oneProjection      invariant = "one projection everywhere"
	oneGrantATerm      invariant = "one hub grants an item once in a term"
	noDoubtLingers     invariant = "no doubt is left"
	calmHasNoConflict  invariant = "no conflict without a fault"
	onePlaceOneEntry   invariant = "one entry at one place in a log"
	lamIsAuthentic     invariant = "a Lamport number is one more than what it rests on"
	rulesHeldInside    invariant = "what an entry saw allowed it"
	lotNeverBelowZero  invariant = "one hub promises no more of a lot than there is"
	lotIsItsEntries    invariant = "a lot is what its entries add up to"
	noDoubleIssue      invariant = "no item is issued twice where the rules can prevent it"
	revokedIsCutOff    invariant = "what a revoked station wrote past the cut does not count"
	nobodyIsLeftBarred invariant = "nobody is turned away when all is well"
)

// waitForMembers is how long a hub waits for the members of one that stepped down.
const waitForMembers = 3 * time.Second

// watch is what is remembered of a PC to judge it.
type watch struct {
	pausedAt time.Duration
	wallMs   int64                              // what its clock showed when its core last stepped
	judged   map[ledger.SubjectID][]ledger.Hash // heads the core asked for in the step under way
	looked   bool                               // since it last stood still for long
	expected map[ledger.StationID]time.Duration // members of a hub that stepped down, until when
}

// told is when a station asked for a permit, and how wrong its clock was then.
type told struct {
	at   time.Duration
	skew time.Duration
}

// request is one of a process.
type request struct {
	pc  *pc
	run int
	n   uint64
}

// turned follows a change of role.
func (h *watch) turned(p *pc, role wire.Role) {
	switch role {
	case wire.RoleDiscover, wire.RoleConnect, wire.RoleMember, "off":
		h.expected = nil
	}
	if p.core.Barred() != "" && role == "off" {
		p.w.count("barred " + string(p.core.Barred()))
	}
}

// durable: an entry is on a PC's disk, from now on for ever.
func (w *world) durable(p *pc, s *ledger.Sealed) {
	if w.holders[s.Hash] == nil {
		w.holders[s.Hash] = map[*pc]bool{}
	}
	w.holders[s.Hash][p] = true
	if !w.forgeries[s.Hash] {
		w.committed[s.Hash] = s
		delete(w.lost, s.Hash)
	}
}

// facts are what the core asks of the store, and what it was answered.
type facts struct{ *pc }

func (f facts) Heads(kind string, id ledger.SubjectID) []ledger.Hash {
	heads := f.pc.Heads(kind, id)
	if f.watch.judged == nil {
		f.pc.watch.judged = map[ledger.SubjectID][]ledger.Hash{}
	}
	f.watch.judged[id] = heads
	return heads
}

// saying looks at what a PC sends.
func (w *world) saying(p *pc, to wireEnd, m wire.Message) {
	switch m := m.(type) {
	case *wire.PermitReq:
		w.told[m.Command] = told{w.now, p.skew}
		w.tips[request{p, p.run, m.N}] = p.disk.tip(p.disk.log).Hash
	case *wire.Grant:
		w.granting(p)
		for id, heads := range p.watch.judged {
			var named []ledger.Hash
			for _, h := range m.Permit.Heads {
				if h.Subject == id {
					named = append(named, h.Head)
				}
			}
			if len(named) > 0 && !slices.Equal(named, heads) {
				w.fault(permitsRestOnHeads, "%s grants on others", p.name())
			}
		}
		asking := to.c.ends[1-to.side]
		tip, asked := w.tips[request{asking.pc, asking.run, m.N}]
		if asked && p.disk.byHash[tip] == nil && w.lost[tip] == nil {
			w.fault(toldAll, "%s grants to %s what it asked for before it had told all", p.name(), asking.pc.name())
		}
	case *wire.Hello, *wire.Welcome:
		if welcome, ok := m.(*wire.Welcome); ok && welcome.Whole {
			w.count("whole session")
		}
		if of := to.c.ends[1-to.side].pc; w.revoked[of] != nil && w.holders[w.revocation[of]][p] {
			w.fault(revokedStaysOut, "%s lets %s in", p.name(), of.name())
		}
	case *wire.Deny:
		w.count("denied " + string(m.Code))
	case *wire.Refuse:
		w.count("answer " + string(m.Code))
	}
}

// heard looks at what a PC was sent in a session, after it has taken it in.
func (w *world) heard(at *end, m wire.Message) {
	p := at.pc
	if _, open := p.ends[at.session]; !open || p.core == nil {
		return // it was turned away
	}
	switch m := m.(type) {
	case *wire.Ack:
		w.counted(p)
	case *wire.Synced:
		w.counted(p)
	case *wire.Hello:
		role := p.core.Card().Role
		if !m.Side {
			delete(p.watch.expected, m.Card.Station)
		}
		if m.Side || len(m.Members) == 0 || (role != wire.RoleHub && role != wire.RoleSettling) || !p.serves(m.Card.Station) {
			return
		}
		w.count("members named")
		if p.watch.expected == nil {
			p.watch.expected = map[ledger.StationID]time.Duration{}
		}
		for _, station := range m.Members {
			if until, waits := p.watch.expected[station]; station != p.station && !p.serves(station) && (!waits || until <= w.now) {
				p.watch.expected[station] = w.now + waitForMembers
			}
		}
	}
}

// serves reports whether a hub has a station among its members.
func (p *pc) serves(station ledger.StationID) bool {
	for _, place := range p.core.Places() {
		if place.Station == station && place.Role == wire.RoleMember {
			return true
		}
	}
	return false
}

// granting: a hub gives leave, to a member or to its own counter.
func (w *world) granting(p *pc) {
	for station, until := range p.watch.expected {
		if p.core.Card().Role == wire.RoleHub && w.now < until && !p.serves(station) {
			w.fault(losersFirst, "%s grants while %s is still expected", p.name(), station.Short())
		}
	}
}

// counted looks whether as many disks have this PC's newest entries as it believes.
func (w *world) counted(p *pc) {
	copies := p.core.Copies()
	if w.doubled[p.disk.log] || len(copies) < 2 {
		return
	}
	seq := copies[len(copies)-2] // at least two are said to have all up to here
	for _, s := range p.disk.logs[p.disk.log] {
		if s.Entry.Seq == seq && len(w.holders[s.Hash]) < 2 && !w.site.founding[s.Hash] {
			w.fault(copiesAreTrue, "%s believes that two have its entry %d", p.name(), seq)
		}
	}
}

// writing: the recorder's transaction has decided and goes to the disk.
func (w *world) writing(p *pc, wish *wish, why ledger.Why, permit *ledger.Permit) {
	if why.Code == ledger.WhyFree || why.Code == ledger.WhyOverride {
		return
	}
	if !p.watch.looked {
		w.fault(looksFirst, "%s writes after %v of sleep", p.name(), w.now-p.watch.pausedAt)
	}
	t, asked := w.told[wish.command]
	if permit != nil && permit.Hub != p.station && asked && t.skew == p.skew && w.now-t.at > 4500*time.Millisecond {
		w.fault(permitsAreFresh, "%s decides %v after it asked", p.name(), w.now-t.at)
	}
}

// refusedEntry: a PC did not keep what another offered.
func (w *world) refusedEntry(p *pc, s *ledger.Sealed, err error) {
	if w.forgeries[s.Hash] {
		w.count("forged entry refused")
		return
	}
	w.fault(entriesAreAuthentic, "%s refused %s %s/%d: %v", p.name(), s.Entry.Kind, s.Entry.Log.Short(), s.Entry.Seq, err)
}
