package hubtest

import (
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
	w         *world
	i         int
	host      byte
	station   ledger.StationID
	disk      *disk
	core      *core.Core
	run       int // counts processes
	paused    bool
	held      []func() // what happened while it was paused
	skew      time.Duration
	slept     time.Duration // for how long its monotonic clock stood still
	slow      time.Duration // how much longer its disk takes
	session   core.SessionID
	ends      map[core.SessionID]wireEnd
	jobs      []func() func()
	working   bool
	asks      map[uint64]asked
	nextAsk   uint64
	backup    *disk
	known     []core.Enrolled // the roster, also kept beside the store
	told      bool            // since the process began a peer has told all it has
	copied    bool            // this PC is a copy of another, and writes as it
	of        *pc             // whose copy it is, or was
	enrolment ledger.Hash     // of a copy: the entry that made it a station
	thick     bool            // frames to it go through slowly
	watch     watch
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

// Ahead reports whether the disk has what the core was not told of.
func (p *pc) Ahead(vector []ledger.Head) bool { return !slices.Equal(vector, p.disk.vector()) }

func (p *pc) Here(heads []ledger.Head) []ledger.Head {
	return slices.DeleteFunc(slices.Clone(heads), func(h ledger.Head) bool { return p.disk.byHash[h.Hash] == nil })
}

// boot starts the process.
func (p *pc) boot() {
	if p.core != nil {
		return
	}
	p.run++
	p.paused, p.held = false, nil
	p.told = false
	p.ends, p.asks = map[core.SessionID]wireEnd{}, map[uint64]asked{}
	p.jobs, p.working = nil, false
	p.core = core.New(core.Config{Site: p.w.site.id, Station: p.station, Instance: ledger.Instance{ID: ids{p.w.rand}.id()}, Log: p.disk.log,
		Host: []byte{p.host}, Key: p.disk.key, Addr: p.addr(), Version: "sim", Facts: facts{p}, Rand: rand.New(rand.NewPCG(p.w.rand.Uint64(), 1)), Faults: p.w.mistakes.Core})
	p.w.say("%s starts", p.name())
	p.watch = watch{looked: true}
	p.step(core.Roster{Stations: p.roster()})
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
	clear(p.watch.judged)
	p.watch.wallMs = p.clock().WallMs
	for _, effect := range p.core.Step(p.clock(), e) {
		p.do(effect)
		if p.core == nil {
			return
		}
	}
	after := p.core.Card()
	p.watch.looked = p.watch.looked || after.Role == wire.RoleDiscover || p.core.Barred() != ""
	if after.Role != before {
		p.w.say("%s is %s (term %d) %s", p.name(), after.Role, after.Term, p.core.Barred())
		p.watch.turned(p, after.Role)
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
			p.w.saying(p, own, m)
			p.w.send(own, func(to *end) {
				to.pc.step(core.Received{ID: to.session, Msg: m})
				p.w.heard(to, m)
			})
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
	case core.Advertise:
		if e.On {
			p.w.announce(p)
		}
	case core.Told:
		run := p.run
		p.w.after(0, func() {
			if p.run == run {
				p.told = true
				p.step(core.Roster{Stations: p.roster()})
			}
		})
	case core.Deliver, core.Greet:
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

// stream reads from the disk and sends, when half of what may wait for the peer is free.
func (p *pc) stream(e core.Stream) {
	run := p.run
	p.w.after(p.w.between(100*time.Microsecond, 2*time.Millisecond), func() {
		own, ok := p.ends[e.ID]
		if p.run != run || !ok {
			return
		}
		if !p.w.room(own) {
			p.stream(e)
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
	keep := func() core.Committed {
		out := core.Committed{From: e.ID}
		if !p.disk.causesHere(e.Entries) {
			p.w.count("entries refused that rest on others")
			out.Failed, out.Vector = true, p.disk.vector()
			return out
		}
		for i := range e.Entries {
			s := &e.Entries[i]
			kept, err := p.disk.accept(s)
			if err != nil {
				out.Failed = true
				p.w.refusedEntry(p, s, err)
				break
			}
			if kept {
				out.Entries = append(out.Entries, p.written(s))
				p.w.durable(p, s)
			}
		}
		out.Vector = p.disk.vector()
		return out
	}
	p.write(func() func() {
		if p.w.mistakes.AckEarly { // said before the fsync, which may never happen
			early := core.Committed{From: e.ID, Vector: p.disk.vector()}
			for i := range e.Entries {
				early.Vector = append(early.Vector, e.Entries[i].Head())
				early.Entries = append(early.Entries, p.written(&e.Entries[i]))
			}
			p.step(early)
			return func() { keep() }
		}
		return func() {
			out := keep()
			p.step(out)
			p.newsOfStations()
			if !p.w.mistakes.SeqReuse && p.disk.foreign {
				p.begins("behind")
			}
		}
	})
}

// begins ends the process, opens a new log for its station, and starts it again: its old log is in doubt.
func (p *pc) begins(reason string) {
	p.w.say("%s begins a new log: %s", p.name(), reason)
	p.w.count("new log: " + reason)
	p.stop(true)
	p.newLog(reason)
	p.w.after(p.w.between(0, 2*time.Second), p.boot)
}

func (p *pc) newLog(reason string) {
	d := p.disk
	prev := ledger.Head{Log: d.log, Seq: d.tip(d.log).Seq, Hash: d.tip(d.log).Hash}
	d.log, d.foreign = ledger.LogID{ID: ids{p.w.rand}.id()}, false
	d.open(p.station, reason, prev, ids{p.w.rand})
	p.w.durable(p, d.logs[d.log][0])
}

// roster is who is enrolled: what this disk says, together with the copy beside it (core.Standing).
func (p *pc) roster() []core.Enrolled {
	if p.w.mistakes.RosterForgotten {
		return p.stations()
	}
	p.known = core.Standing(p.known, p.stations(), p.told)
	return p.known
}

// stations are those that this disk says are enrolled.
func (p *pc) stations() (out []core.Enrolled) {
	found, err := p.disk.state.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindStation)})
	if err != nil {
		panic(err)
	}
	for _, id := range found {
		doc := &armory.Record{Kind: armory.KindStation, ID: id}
		if _, err := p.disk.state.Load(doc); err != nil {
			panic(err)
		}
		out = append(out, core.Enrolled{Station: ledger.StationID{ID: id}, Priority: int64(doc.Number("priority", 0)), Revoked: doc.Value("revoked") != ""})
	}
	return out
}

// newsOfStations tells the core of the roster when entries changed it.
func (p *pc) newsOfStations() {
	if p.disk.moved {
		p.disk.moved = false
		p.step(core.Roster{Stations: p.roster()})
	}
}

func (p *pc) written(s *ledger.Sealed) core.Written {
	w := core.Written{Station: p.disk.owner[s.Entry.Log], Command: s.Entry.Command, Override: s.Entry.Why.Code == ledger.WhyOverride}
	for _, subject := range s.Entry.Subjects {
		w.Subjects = append(w.Subjects, subject.ID)
	}
	return w
}
