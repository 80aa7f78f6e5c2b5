package hubtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// pc is a workstation: a disk, a clock, and a process while it runs.
type pc struct {
	w       *world
	i       int
	host    byte
	station ledger.StationID
	disk    *disk
	core    *core.Core
	run     int // counts processes
	paused  bool
	held    []func() // what happened while it was paused
	skew    time.Duration
	slept   time.Duration // for how long its monotonic clock stood still
	slow    time.Duration // how much longer its disk takes
	session core.SessionID
	ends    map[core.SessionID]wireEnd
	jobs    []func() func()
	working bool
	asks    map[uint64]*wish
	nextAsk uint64
	backup  *disk
}

// wish is a person at the counter who wants something written.
type wish struct {
	command  ledger.CommandID
	take     bool
	item     ledger.SubjectID
	person   ledger.SubjectID
	override bool
	tries    int
	began    time.Duration
}

func (p *pc) addr() string { return fmt.Sprintf("10.0.0.%d:7443", p.i+1) }
func (p *pc) name() string { return fmt.Sprintf("S%d", p.i) }

func (p *pc) clock() core.Now {
	return core.Now{Mono: p.w.now - p.slept, WallMs: epoch.Add(p.w.now + p.skew).UnixMilli()}
}

func (p *pc) nextSession() core.SessionID {
	p.session++
	return p.session
}

// Heads and OnHand are what the core asks of the store.
func (p *pc) Heads(kind string, id ledger.SubjectID) []ledger.Hash {
	heads, err := armory.Parents(p.disk.state, armory.SubjectRef{Kind: kind, ID: id})
	if err != nil {
		panic(err)
	}
	return heads
}

func (p *pc) OnHand(stock ledger.SubjectID) (int64, bool) {
	doc := &armory.Stock{ID: stock.ID}
	if _, err := p.disk.state.Load(doc); err != nil {
		panic(err)
	}
	return doc.OnHand()
}

func (p *pc) Written(command ledger.CommandID) bool { return p.disk.commands[command] }

// boot starts the process.
func (p *pc) boot() {
	if p.core != nil {
		return
	}
	p.run++
	p.paused, p.held = false, nil
	p.ends, p.asks = map[core.SessionID]wireEnd{}, map[uint64]*wish{}
	p.jobs, p.working = nil, false
	p.core = core.New(core.Config{Site: p.w.site.id, Station: p.station, Instance: ledger.Instance{ID: ids{p.w.rand}.id()}, Log: p.disk.log,
		Host: []byte{p.host}, Key: p.disk.key, Addr: p.addr(), Version: "sim", Facts: p, Rand: rand.New(rand.NewPCG(p.w.rand.Uint64(), 1)), Faults: p.w.faults})
	p.w.say("%s starts", p.name())
	var roster []core.Enrolled
	for _, station := range p.w.site.stations {
		roster = append(roster, core.Enrolled{Station: station})
	}
	p.step(core.Roster{Stations: roster})
	for _, other := range p.w.pcs {
		if other != p {
			p.step(core.Found{Addr: other.addr(), Station: other.station})
		}
	}
	p.step(core.Started{Vector: p.disk.vector()})
	run := p.run
	var tick func()
	tick = func() {
		if p.run != run || p.core == nil {
			return
		}
		if !p.paused {
			p.step(core.Tick{})
		}
		p.w.after(core.TickEvery, tick)
	}
	p.w.after(p.w.between(0, core.TickEvery), tick)
}

// stop ends the process. told: the system says so to its peers (a crash), or nobody does (power loss).
func (p *pc) stop(told bool) {
	if p.core == nil {
		return
	}
	p.core = nil
	p.run++
	for _, id := range sortedSessions(p.ends) {
		if told {
			p.w.hangUp(p.ends[id])
		} else {
			p.ends[id].c.ends[p.ends[id].side].open = false
		}
	}
	p.ends = nil
}

func sortedSessions(m map[core.SessionID]wireEnd) []core.SessionID {
	out := make([]core.SessionID, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// step hands an event to the core and carries out what it asks. A paused process gets it when it goes on.
func (p *pc) step(e core.Event) {
	if p.core == nil {
		return
	}
	if p.paused {
		run := p.run
		p.held = append(p.held, func() {
			if p.run == run {
				p.step(e)
			}
		})
		return
	}
	before := p.core.Card().Role
	for _, effect := range p.core.Step(p.clock(), e) {
		p.do(effect)
		if p.core == nil {
			return
		}
	}
	if after := p.core.Card(); after.Role != before {
		p.w.say("%s is %s (term %d)", p.name(), after.Role, after.Term)
		if before == wire.RoleHub && after.Role != "off" {
			p.w.count("step-down")
		}
	}
}

func (p *pc) do(e core.Effect) {
	switch e := e.(type) {
	case core.Probe:
		if to := p.w.at(e.Addr); to != nil {
			p.w.probe(p, to)
		}
	case core.Dial:
		if to := p.w.at(e.Addr); to != nil {
			p.w.dial(p, to, e.Side)
		}
	case core.Send:
		if own, ok := p.ends[e.ID]; ok {
			m := cloned(e.Msg)
			p.w.send(own, func(to *end) { to.pc.step(core.Received{ID: to.session, Msg: m}) })
		}
	case core.Close:
		if own, ok := p.ends[e.ID]; ok {
			delete(p.ends, e.ID)
			p.w.hangUp(own)
		}
	case core.Stream:
		p.stream(e)
	case core.Store:
		p.store(e)
	case core.Answer:
		p.answer(e)
	case core.Advertise, core.Deliver, core.Greet:
	}
}

func (w *world) at(addr string) *pc {
	for _, p := range w.pcs {
		if p.addr() == addr {
			return p
		}
	}
	return nil
}

// stream reads from the disk and sends.
func (p *pc) stream(e core.Stream) {
	run := p.run
	p.w.after(p.w.between(100*time.Microsecond, 2*time.Millisecond), func() {
		own, ok := p.ends[e.ID]
		if p.run != run || !ok {
			return
		}
		list, more := p.disk.missing(e.Have, 1+p.w.rand.IntN(8))
		var sent []ledger.Head
		for i := range list {
			sent = append(sent, list[i].Head())
		}
		if len(list) > 0 {
			p.w.send(own, func(to *end) { to.pc.step(core.Offered{ID: to.session, Entries: slices.Clone(list)}) })
		}
		p.step(core.Streamed{ID: e.ID, Have: sent, More: more})
	})
}

// write lets the disk's one writer do something after what waits already. begin is the transaction up to its COMMIT;
// what it returns happens when the fsync is done, nil: nothing was written.
func (p *pc) write(begin func() (commit func())) {
	p.jobs = append(p.jobs, begin)
	p.work()
}

func (p *pc) work() {
	if p.working || len(p.jobs) == 0 {
		return
	}
	begin := p.jobs[0]
	p.jobs, p.working = p.jobs[1:], true
	run := p.run
	done := func() {
		p.working = false
		p.work()
	}
	p.w.after(p.w.between(0, time.Millisecond), func() {
		if p.run != run {
			return
		}
		p.awake(func() {
			commit := begin()
			if p.run != run {
				return
			}
			if commit == nil {
				done()
				return
			}
			takes := p.w.between(time.Millisecond, 6*time.Millisecond) + p.slow
			p.w.after(takes, func() {
				if p.run == run {
					p.awake(func() {
						commit()
						if p.run == run {
							done()
						}
					})
				}
			})
		})
	})
}

// awake does something now, or when the process goes on.
func (p *pc) awake(do func()) {
	if !p.paused {
		do()
		return
	}
	run := p.run
	p.held = append(p.held, func() {
		if p.run == run {
			do()
		}
	})
}

// store keeps entries of a peer.
func (p *pc) store(e core.Store) {
	p.write(func() func() {
		return func() {
			out := core.Committed{From: e.ID}
			for i := range e.Entries {
				kept, err := p.disk.accept(&e.Entries[i])
				if err != nil {
					out.Failed = true
					p.w.fault("%s refused an entry: %v", p.name(), err)
					break
				}
				for _, s := range kept {
					out.Entries = append(out.Entries, p.written(s))
				}
			}
			out.Vector = p.disk.vector()
			p.step(out)
		}
	})
}

func (p *pc) written(s *ledger.Sealed) core.Written {
	w := core.Written{Station: p.disk.owner[s.Entry.Log], Command: s.Entry.Command, Override: s.Entry.Why.Code == ledger.WhyOverride}
	for _, subject := range s.Entry.Subjects {
		w.Subjects = append(w.Subjects, subject.ID)
	}
	return w
}

// askNow is an Ask of the rules at this PC.
func (p *pc) askNow(w *wish) armory.Ask {
	a := armory.Ask{Site: p.w.site.id, Command: w.command, Account: p.w.site.account, Role: armory.RoleSuperuser, Now: time.UnixMilli(p.clock().WallMs)}
	return a
}

func (w *wish) as() armory.Command {
	if w.take {
		return armory.Take{Person: w.person, Lines: []armory.TakeAsk{{Item: w.item}}, Text: "Guard"}
	}
	return armory.Return{Lines: []armory.ReturnAsk{{Item: w.item, Magazines: -1, Rounds: -1}}}
}

// want is somebody pressing a button.
func (p *pc) want(w *wish) {
	if p.core == nil || p.paused {
		return
	}
	w.began = p.w.now
	w.command = ledger.CommandID{ID: ids{p.w.rand}.id()}
	p.try(w)
}

// try decides early, and asks leave when it is needed.
func (p *pc) try(w *wish) {
	w.tries++
	facts, err := armory.Decide(p.disk.state, p.askNow(w), w.as())
	if err != nil {
		p.refuse(w, code(err))
		return
	}
	if !facts[0].Permit {
		p.commit(w, ledger.Why{Code: ledger.WhyFree}, nil)
		return
	}
	p.nextAsk++
	p.asks[p.nextAsk] = w
	ask := core.Ask{ID: p.nextAsk, Command: w.command, Override: w.override}
	for _, ref := range facts[0].Subjects {
		ask.Subjects = append(ask.Subjects, ledger.Subject{Kind: ref.Kind, ID: ref.ID, Parents: p.Heads(ref.Kind, ref.ID)})
	}
	p.step(ask)
}

func code(err error) string {
	var r *armory.Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return err.Error()
}

func (p *pc) refuse(w *wish, why string) {
	p.w.count("refused " + why)
	p.w.say("%s refuses %s: %s", p.name(), p.w.words(w), why)
	if p.w.calm && w.take && (why == string(wire.RefuseDoubt) || why == string(core.NoHub)) {
		p.w.fault("%s refused with %s although nothing went wrong", p.name(), why)
	}
}

// answer is what came of an Ask.
func (p *pc) answer(e core.Answer) {
	w := p.asks[e.Ask]
	delete(p.asks, e.Ask)
	switch {
	case w == nil:
	case e.Refuse == nil:
		p.commit(w, ledger.Why{Code: e.Why, Reason: reasonOf(e.Why)}, e.Permit)
	case e.Refuse.Code == wire.RefuseStale && w.tries < 6:
		p.w.after(0, func() {
			if p.core != nil {
				p.awake(func() { p.try(w) })
			}
		})
	case e.Refuse.Code != wire.RefuseBusy && !w.override && !p.w.patient && p.w.chance(10):
		w.override = true
		p.w.count("override")
		p.try(w)
	default:
		if e.Refuse.Code == wire.RefuseDoubt {
			p.w.count("doubt met")
		}
		p.refuse(w, string(e.Refuse.Code))
	}
}

func reasonOf(why string) string {
	if why == ledger.WhyOverride {
		return "nobody answers"
	}
	return ""
}

// commit is the recorder inside its writing transaction.
func (p *pc) commit(w *wish, why ledger.Why, permit *ledger.Permit) {
	p.write(func() func() {
		needs := why.Code != ledger.WhyFree
		giveUp := func() { p.step(core.Abandoned{Command: w.command}) }
		if needs && !p.core.Usable(p.clock(), w.command) {
			p.w.count("permit not usable any more")
			giveUp()
			if w.tries < 6 {
				p.try(w)
			}
			return nil
		}
		if permit != nil && !p.same(permit) {
			p.w.count("permit rests on other heads")
			giveUp()
			if w.tries < 6 {
				p.try(w)
			}
			return nil
		}
		facts, err := armory.Decide(p.disk.state, p.askNow(w), w.as())
		if err != nil {
			if needs {
				giveUp()
			}
			p.refuse(w, code(err))
			return nil
		}
		// From here it is the disk's: what others store waits for this transaction.
		return func() {
			s := p.disk.append(w.command, p.w.site.account, why, permit, facts[0], p.clock().WallMs)
			p.w.committed[s.Hash] = s
			p.w.say("%s %s (%s)", p.name(), p.w.words(w), why.Code)
			if w.take {
				p.w.count("take " + why.Code)
			} else {
				p.w.count("return")
			}
			p.step(core.Committed{Entries: []core.Written{p.written(s)}, Vector: p.disk.vector()})
		}
	})
}

// same reports whether a permit rests on the heads this disk has.
func (p *pc) same(permit *ledger.Permit) bool {
	of := map[ledger.SubjectID][]ledger.Hash{}
	for _, h := range permit.Heads {
		of[h.Subject] = append(of[h.Subject], h.Head)
	}
	for id, heads := range of {
		kind := armory.SubjectItem
		if slices.Contains(p.w.site.people, id) {
			kind = armory.SubjectPerson
		}
		if !slices.Equal(heads, p.Heads(kind, id)) {
			return false
		}
	}
	return true
}

func (w *world) words(wish *wish) string {
	item := slices.Index(w.site.items, wish.item)
	if wish.take {
		return fmt.Sprintf("takes item %d for person %d", item, slices.Index(w.site.people, wish.person))
	}
	return fmt.Sprintf("returns item %d", item)
}
