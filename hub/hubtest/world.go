package hubtest

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// world is one history: PCs, the cables between them, and what is about to happen.
type world struct {
	seed     uint64
	rand     *rand.Rand
	site     *site
	mistakes *Mistakes
	now      time.Duration
	queue    agenda
	n        uint64
	pcs      []*pc
	cut      [][]bool // cut[i][j]: nothing of i reaches j
	wires    map[uint64]*connection
	log      []string
	counts   map[string]int
	wrong    []string
	calm     bool // no fault was ever made
	patient  bool // nobody issues without a check
	single   bool // no item may be issued twice, whatever happens
	mended   bool

	committed  map[ledger.Hash]*ledger.Sealed         // every entry that was ever durable anywhere, but for
	lost       map[ledger.Hash]*ledger.Sealed         // those that were only on disks that are gone
	holders    map[ledger.Hash]map[*pc]bool           // who ever had it on its disk
	doubled    map[ledger.LogID]bool                  // logs that two PCs write, or one that was put back unnoticed
	twins      map[ledger.LogID]bool                  // logs of PCs that nothing tells from their copies
	revoked    map[*pc]map[ledger.Hash]*ledger.Sealed // PCs that were taken out, and what was known where that was done
	revocation map[*pc]ledger.Hash                    // what took them out
	forgeries  map[ledger.Hash]bool
	told       map[ledger.CommandID]told // requests under way
	tips       map[request]ledger.Hash   // the end of a station's log when it asked
}

// happening is something at a moment.
type happening struct {
	at time.Duration
	n  uint64
	do func()
}

type agenda []happening

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if a[i].at != a[j].at {
		return a[i].at < a[j].at
	}
	return a[i].n < a[j].n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(happening)) }
func (a *agenda) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}

func newWorld(seed uint64, stations int, mistakes Mistakes) *world {
	w := &world{seed: seed, rand: rand.New(rand.NewPCG(seed, uint64(stations))), site: siteOf(stations), mistakes: &mistakes, wires: map[uint64]*connection{},
		counts: map[string]int{}, committed: map[ledger.Hash]*ledger.Sealed{}, lost: map[ledger.Hash]*ledger.Sealed{},
		holders: map[ledger.Hash]map[*pc]bool{}, doubled: map[ledger.LogID]bool{}, twins: map[ledger.LogID]bool{}, told: map[ledger.CommandID]told{}, tips: map[request]ledger.Hash{},
		forgeries: map[ledger.Hash]bool{}, revoked: map[*pc]map[ledger.Hash]*ledger.Sealed{}, revocation: map[*pc]ledger.Hash{}, calm: true}
	for i := range stations {
		w.join(&pc{w: w, i: i, host: byte(i + 1), station: w.site.stations[i], disk: w.site.disk(i, w.mistakes)})
	}
	for i := range w.site.entries {
		w.committed[w.site.entries[i].Hash] = &w.site.entries[i]
	}
	return w
}

// join puts a PC on the LAN.
func (w *world) join(p *pc) {
	w.pcs = append(w.pcs, p)
	for i := range w.cut {
		w.cut[i] = append(w.cut[i], false)
	}
	w.cut = append(w.cut, make([]bool, len(w.pcs)))
}

// after lets something happen later.
func (w *world) after(d time.Duration, do func()) {
	w.n++
	heap.Push(&w.queue, happening{w.now + d, w.n, do})
}

// run plays until a moment.
func (w *world) run(until time.Duration) {
	for len(w.queue) > 0 && w.queue[0].at <= until {
		h := heap.Pop(&w.queue).(happening)
		w.now = h.at
		h.do()
	}
	w.now = until
}

func (w *world) say(format string, args ...any) {
	w.log = append(w.log, fmt.Sprintf("%9.3f  ", w.now.Seconds())+fmt.Sprintf(format, args...))
}

func (w *world) count(what string) { w.counts[what]++ }

// fault records what must never happen.
func (w *world) fault(broken invariant, format string, args ...any) {
	text := string(broken) + ": " + fmt.Sprintf(format, args...)
	if slices.Contains(w.wrong, text) {
		return
	}
	w.wrong = append(w.wrong, text)
	w.say("WRONG  %s", text)
}

// history is the readable story, for a seed that fails.
func (w *world) history() string {
	return fmt.Sprintf("seed %d, %d stations\n%s\n", w.seed, len(w.pcs), strings.Join(w.log, "\n"))
}

// between draws a duration.
func (w *world) between(from, to time.Duration) time.Duration {
	return from + time.Duration(w.rand.Int64N(int64(to-from)+1))
}

func (w *world) chance(percent int) bool { return w.rand.IntN(100) < percent }

// connection is a session's way between two processes, ordered in each direction. A cut cable stops it, and what was
// sent goes on when the cable is back, as TCP does, unless a side has given up.
type connection struct {
	id    uint64
	ends  [2]*end
	last  [2]time.Duration // when the last message of a direction arrives, if nothing is in its way
	lane  [2][]func(*end)  // what is under way in a direction, in order
	queue [2]int           // frames of a direction that are under way
	moved [2]time.Duration // when the last one arrived
}

// end is one side of a connection: a process and its number for the session.
type end struct {
	pc      *pc
	run     int // of pc, so that a later process is not meant
	session core.SessionID
	open    bool
}

func (e *end) alive() bool { return e.open && e.pc.run == e.run && e.pc.core != nil }

// dial opens a connection.
func (w *world) dial(from *pc, to *pc, side bool) {
	run, addr := from.run, to.addr()
	fail := func() {
		if from.run == run && from.core != nil {
			from.step(core.SessionClosed{Addr: addr})
		}
	}
	w.after(w.between(time.Millisecond, 8*time.Millisecond), func() {
		if w.cut[from.i][to.i] || w.cut[to.i][from.i] || to.core == nil || to.paused || to == from {
			w.after(w.between(time.Millisecond, 3*time.Second), fail)
			return
		}
		if from.run != run || from.core == nil || from.paused {
			return
		}
		w.n++
		c := &connection{id: w.n}
		c.ends[0] = &end{from, from.run, from.nextSession(), true}
		c.ends[1] = &end{to, to.run, to.nextSession(), true}
		w.wires[c.id] = c
		from.ends[c.ends[0].session], to.ends[c.ends[1].session] = wireEnd{c, 0}, wireEnd{c, 1}
		to.step(core.SessionOpened{ID: c.ends[1].session, Station: from.station, Addr: from.addr(), Side: side})
		from.step(core.SessionOpened{ID: c.ends[0].session, Station: to.station, Addr: addr, Out: true, Side: side})
	})
}

// wireEnd names one side of a connection.
type wireEnd struct {
	c    *connection
	side int
}

// A consumer that is slower than what is sent to it is hung up on: the log is the buffer, and goes on from the cursor in
// its next session. The program's limit is 256 frames; histories are short, so theirs is lower.
const (
	longestQueue = 8
	noProgress   = 10 * time.Second
)

// send carries something from one side to the other, in order.
func (w *world) send(e wireEnd, arrive func(*end)) {
	if e.c.queue[e.side] == 0 {
		e.c.moved[e.side] = w.now
	}
	e.c.queue[e.side]++
	if e.c.queue[e.side] > longestQueue || w.now-e.c.moved[e.side] > noProgress {
		w.giveUp(e)
		return
	}
	w.carry(e, func(to *end) {
		e.c.queue[e.side]--
		e.c.moved[e.side] = w.now
		arrive(to)
	})
}

// room reports whether half of what may wait for the other side is free. A side that takes nothing is given up.
func (w *world) room(e wireEnd) bool {
	if e.c.queue[e.side] < longestQueue/2 {
		return true
	}
	if w.now-e.c.moved[e.side] > noProgress {
		w.giveUp(e)
	}
	return false
}

// giveUp ends a session whose peer takes nothing.
func (w *world) giveUp(e wireEnd) {
	own := e.c.ends[e.side]
	if !own.alive() {
		return
	}
	w.count("slow consumer")
	w.say("%s hangs up on %s, which is too slow", own.pc.name(), e.c.ends[1-e.side].pc.name())
	delete(own.pc.ends, own.session)
	w.hangUp(e)
	w.after(0, func() {
		if own.pc.run == own.run {
			own.pc.step(core.SessionClosed{ID: own.session})
		}
	})
}

// carry brings something to the other side when the cables let it, and never before what was sent earlier.
func (w *world) carry(e wireEnd, arrive func(*end)) {
	at := w.now + w.between(200*time.Microsecond, 15*time.Millisecond)
	if to := e.c.ends[1-e.side].pc; to.thick {
		at = max(at, e.c.last[e.side]) + w.between(100*time.Millisecond, 900*time.Millisecond)
	}
	at = max(at, e.c.last[e.side])
	e.c.last[e.side] = at
	e.c.lane[e.side] = append(e.c.lane[e.side], arrive)
	w.after(at-w.now, func() { w.bring(e) })
}

// bring delivers what may arrive by now. Each message has one bring of its own; one that cannot go through comes again.
func (w *world) bring(e wireEnd) {
	from, to := e.c.ends[e.side], e.c.ends[1-e.side]
	switch {
	case !to.alive():
		e.c.lane[e.side] = nil
	case w.cut[from.pc.i][to.pc.i], to.pc.paused:
		w.after(50*time.Millisecond, func() { w.bring(e) })
	case len(e.c.lane[e.side]) > 0:
		arrive := e.c.lane[e.side][0]
		e.c.lane[e.side] = e.c.lane[e.side][1:]
		arrive(to)
	}
}

// hangUp ends one side; the other learns of it when the cable lets it.
func (w *world) hangUp(e wireEnd) {
	own := e.c.ends[e.side]
	if !own.open {
		return
	}
	own.open = false
	w.carry(e, func(to *end) {
		to.open = false
		delete(to.pc.ends, to.session)
		to.pc.step(core.SessionClosed{ID: to.session})
	})
}

// probe asks a PC who it is.
func (w *world) probe(from *pc, to *pc) {
	run, addr := from.run, to.addr()
	w.after(w.between(time.Millisecond, 20*time.Millisecond), func() {
		silent := func() {
			w.after(1500*time.Millisecond, func() {
				if from.run == run && from.core != nil {
					from.step(core.Silent{Addr: addr})
				}
			})
		}
		if w.cut[from.i][to.i] || to.core == nil || to.paused || from.run != run || from.core == nil {
			silent()
			return
		}
		asked := from.core.Card()
		to.step(core.Probed{Card: asked})
		card := to.core.Card()
		if w.cut[to.i][from.i] {
			silent()
			return
		}
		w.after(w.between(time.Millisecond, 20*time.Millisecond), func() {
			if from.run == run && from.core != nil {
				from.step(core.Answered{Addr: addr, Card: card})
			}
		})
	})
}

// announce is what multicast tells: a hub is at this address.
func (w *world) announce(p *pc) {
	for _, other := range w.pcs {
		if other != p && other.core != nil && !w.cut[p.i][other.i] {
			run := other.run
			w.after(w.between(20*time.Millisecond, 300*time.Millisecond), func() {
				if other.run == run {
					other.step(core.Found{Addr: p.addr(), Station: p.station, Hint: true})
				}
			})
		}
	}
}

// clone a message, as the wire does: nobody shares memory with a peer.
func cloned(m wire.Message) wire.Message {
	switch m := m.(type) {
	case *wire.Presence:
		c := *m
		c.List = append([]wire.Online{}, m.List...)
		return &c
	case *wire.Reserve:
		c := *m
		return &c
	}
	return m
}
