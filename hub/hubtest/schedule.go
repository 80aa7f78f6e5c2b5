package hubtest

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// Plan is what is played.
type Plan struct {
	Seed      uint64
	Stations  int
	Faultless bool // nobody pulls a cable
	Faults    core.Faults
}

// Story is what came of a plan.
type Story struct {
	Wrong   []string       // what must never happen and did
	Counts  map[string]int // what happened how often
	History string         // one line an event
}

const (
	busy = 60 * time.Second // people work and things go wrong
	heal = 15 * time.Second // one hub within so long of everything being mended
	rest = 30 * time.Second // everybody has everything
)

var (
	sitesMu sync.Mutex // guards sites
	sites   = map[int]*site{}
)

// siteOf founds the site of so many stations once.
func siteOf(stations int) *site {
	sitesMu.Lock()
	defer sitesMu.Unlock()
	if sites[stations] == nil {
		sites[stations] = newSite(stations, 3, 4)
	}
	return sites[stations]
}

// Play plays a plan to its end.
func Play(plan Plan) Story {
	w := newWorld(plan.Seed, plan.Stations, plan.Faults)
	for i, p := range w.pcs {
		w.after(w.between(0, 4*time.Second)*time.Duration(min(i, 1)), p.boot)
	}
	w.people()
	if !plan.Faultless {
		w.trouble()
	}
	w.run(busy)
	w.mend()
	w.run(busy + heal)
	w.oneHub()
	w.run(busy + rest)
	w.judge()
	return Story{Wrong: w.wrong, Counts: w.counts, History: w.history()}
}

// people come to the counters all the time.
func (w *world) people() {
	for range 10 + w.rand.IntN(50) {
		p := w.pcs[w.rand.IntN(len(w.pcs))]
		wish := wish{take: w.chance(65), item: w.site.items[w.rand.IntN(len(w.site.items))], person: w.site.people[w.rand.IntN(len(w.site.people))]}
		at := w.between(2*time.Second, busy-2*time.Second)
		w.after(at, func() { p.want(&wish) })
		if w.chance(25) { // two counters at the same moment
			other, again := w.pcs[w.rand.IntN(len(w.pcs))], wish
			if w.chance(50) {
				again.person = w.site.people[w.rand.IntN(len(w.site.people))]
			}
			w.after(at+w.between(0, 30*time.Millisecond), func() { other.want(&again) })
		}
	}
}

// trouble is everything that happens to PCs and cables.
func (w *world) trouble() {
	for range 1 + w.rand.IntN(8) {
		w.after(w.between(5*time.Second, busy-5*time.Second), w.oneTrouble)
	}
}

func (w *world) oneTrouble() {
	w.calm = false
	p := w.pcs[w.rand.IntN(len(w.pcs))]
	for time := 0; time < 3 && w.chance(50); time++ { // the hub is where it hurts
		for _, q := range w.pcs {
			if q.core != nil && q.core.Card().Role == wire.RoleHub {
				p = q
			}
		}
	}
	long := w.between(200*time.Millisecond, 25*time.Second)
	switch w.rand.IntN(11) {
	case 0, 1:
		groups := make([]int, len(w.pcs))
		for i := range groups {
			groups[i] = w.rand.IntN(2 + w.rand.IntN(2))
		}
		w.say("cables: the stations see only %v", groups)
		w.count("split")
		for i := range w.pcs {
			for j := range w.pcs {
				w.cut[i][j] = groups[i] != groups[j]
			}
		}
		w.after(long, w.joinCables)
	case 2:
		i, j := w.rand.IntN(len(w.pcs)), w.rand.IntN(len(w.pcs))
		w.say("cable: S%d does not reach S%d", i, j)
		w.count("one-way link")
		w.cut[i][j] = i != j
		w.after(long, func() { w.cut[i][j] = false })
	case 3:
		w.say("cable: %s has none", p.name())
		w.count("cable out")
		for j := range w.pcs {
			w.cut[p.i][j], w.cut[j][p.i] = j != p.i, j != p.i
		}
		w.after(long, w.joinCables)
	case 4:
		w.say("%s crashes", p.name())
		w.count("crash")
		p.stop(true)
		w.after(long, p.boot)
	case 5:
		w.say("%s loses power", p.name())
		w.count("power loss")
		p.stop(false)
		w.after(long, p.boot)
	case 6:
		w.say("%s hangs", p.name())
		w.count("pause")
		w.pause(p, long, false)
	case 7:
		w.say("%s sleeps", p.name())
		w.count("sleep")
		w.pause(p, long, true)
	case 8:
		p.skew = w.between(0, 2*time.Hour) - time.Hour
		w.say("%s has a clock %v wrong", p.name(), p.skew)
		w.count("wrong clock")
	case 9:
		p.slow = w.between(0, 6*time.Second)
		w.say("%s has a disk that takes %v", p.name(), p.slow)
		w.count("slow disk")
		w.after(long, func() { p.slow = 0 })
	case 10:
		if w.chance(50) {
			w.say("%s keeps a backup", p.name())
			p.backup = p.disk.copied()
			return
		}
		if p.backup == nil {
			return
		}
		w.say("%s is restored from its backup", p.name())
		w.count("restore")
		p.stop(true)
		p.restore()
		w.after(w.between(time.Second, 4*time.Second), p.boot)
	}
}

// pause stops a process. asleep: its monotonic clock stands still meanwhile.
func (w *world) pause(p *pc, long time.Duration, asleep bool) {
	if p.core == nil || p.paused {
		return
	}
	run := p.run
	p.paused = true
	w.after(long, func() {
		if p.run == run {
			w.goOn(p, long, asleep)
		}
	})
}

func (w *world) goOn(p *pc, slept time.Duration, asleep bool) {
	if !p.paused {
		return
	}
	p.paused = false
	if asleep {
		p.slept += slept
	}
	w.say("%s goes on", p.name())
	held := p.held
	p.held = nil
	for _, do := range held {
		do()
	}
}

// restore puts the backup in place; what the old log went on to say is on other disks, if anywhere, so a new log begins.
func (p *pc) restore() {
	d := p.backup.copied()
	prev := d.tip(d.log)
	old := d.log
	lost := p.disk
	p.disk = d
	d.log = ledger.LogID{ID: ids{p.w.rand}.id()}
	d.open(p.station, "restored", ledger.Head{Log: old, Seq: prev.Seq, Hash: prev.Hash}, ids{p.w.rand})
	s := d.logs[d.log][0]
	p.w.committed[s.Hash] = s
	// What was on the lost disk alone is gone with it: no program can bring it back.
	for hash := range lost.byHash {
		if p.w.copies(hash) == 0 {
			delete(p.w.committed, hash)
		}
	}
}

func (w *world) copies(hash ledger.Hash) int {
	n := 0
	for _, p := range w.pcs {
		if p.disk.byHash[hash] != nil {
			n++
		}
	}
	return n
}

func (w *world) joinCables() {
	w.say("cables: all in")
	for i := range w.pcs {
		clear(w.cut[i])
	}
}

// mend makes everything whole.
func (w *world) mend() {
	w.say("---- everything is mended")
	w.joinCables()
	for _, p := range w.pcs {
		p.slow = 0
		if p.paused {
			w.goOn(p, 0, false)
		}
		p.boot()
	}
}

// oneHub checks that one station leads and all others follow it.
func (w *world) oneHub() {
	var roles []string
	hubs, members := 0, 0
	for _, p := range w.pcs {
		card := p.core.Card()
		roles = append(roles, fmt.Sprintf("%s %s", p.name(), card.Role))
		switch card.Role {
		case wire.RoleHub:
			hubs++
		case wire.RoleMember:
			members++
		}
	}
	if hubs != 1 || members != len(w.pcs)-1 {
		w.fault("%v after everything was mended: %v", heal, roles)
	}
}

// judge checks what must hold when everybody has everything.
func (w *world) judge() {
	first := w.pcs[0].disk
	for _, p := range w.pcs {
		for hash, s := range w.committed {
			if p.disk.byHash[hash] == nil {
				w.fault("%s lacks an entry that was durable: %s %s/%d", p.name(), s.Entry.Kind, s.Entry.Log.Short(), s.Entry.Seq)
			}
		}
		if len(p.disk.parked) > 0 {
			w.fault("%s has %d entries that wait for causes", p.name(), len(p.disk.parked))
		}
		if p.disk.state.Digest() != first.state.Digest() {
			w.fault("%s and S0 have another projection", p.name())
		}
	}
	for _, item := range w.site.items {
		w.judgeItem(item)
	}
	for id, l := range lingering(w.pcs) {
		w.fault("a doubt is left when everybody has everything: %s %s", id, l)
	}
	conflicts, err := first.state.Find(armory.DocConflict, armory.Key{Index: "state", Value: "open"})
	if err != nil {
		panic(err)
	}
	w.counts["conflicts"] += len(conflicts)
	if w.calm && len(conflicts) > 0 {
		w.fault("%d conflicts although nothing went wrong", len(conflicts))
	}
}

// judgeItem looks at all Takes of an item: two that did not see each other must not rest on permits of one hub term.
func (w *world) judgeItem(item ledger.SubjectID) {
	var takes []*ledger.Sealed
	for _, s := range w.committed {
		if s.Entry.Kind == armory.KindTake && slices.ContainsFunc(s.Entry.Subjects, func(x ledger.Subject) bool { return x.ID == item }) {
			takes = append(takes, s)
		}
	}
	slices.SortFunc(takes, func(a, b *ledger.Sealed) int { return a.Hash.Compare(b.Hash) })
	for i, a := range takes {
		past := w.past(a, item)
		for _, b := range takes[i+1:] {
			if past[b.Hash] || w.past(b, item)[a.Hash] {
				continue
			}
			w.count("double issue")
			if x, y := a.Entry.Permit, b.Entry.Permit; x != nil && y != nil && x.Hub == y.Hub && x.Instance == y.Instance && x.Term == y.Term {
				w.fault("one hub granted an item twice in term %d", x.Term)
			}
		}
	}
}

// past is everything of an item's history that an entry saw.
func (w *world) past(s *ledger.Sealed, item ledger.SubjectID) map[ledger.Hash]bool {
	out := map[ledger.Hash]bool{}
	queue := []*ledger.Sealed{s}
	for len(queue) > 0 {
		e := queue[0]
		queue = queue[1:]
		for _, subject := range e.Entry.Subjects {
			if subject.ID != item || subject.Kind != armory.SubjectItem {
				continue
			}
			for _, parent := range subject.Parents {
				if p := w.committed[parent]; p != nil && !out[parent] {
					out[parent] = true
					queue = append(queue, p)
				}
			}
		}
	}
	return out
}

// lingering are doubts and locks that nothing will end.
func lingering(pcs []*pc) map[string]string {
	out := map[string]string{}
	for _, p := range pcs {
		for _, d := range p.core.Doubts() {
			out[p.name()+" "+d.Command.String()] = "of " + d.Station.Short()
		}
	}
	return out
}

// Add sums counts.
func Add(into, more map[string]int) {
	for _, key := range slices.Sorted(maps.Keys(more)) {
		into[key] += more[key]
	}
}
